/* failing_malloc.h: makes allocations fail on purpose. The program is linked with -Wl,--wrap=malloc,calloc,realloc,strdup,strndup,
 * so that every call from the library and from the static libraries in it (libyaml, utf8proc) comes through here; those of libc
 * and cmocka do not. Disarmed at the start.
 */
#ifndef KHB_TESTS_FAILING_MALLOC_H
#define KHB_TESTS_FAILING_MALLOC_H

#include <stdint.h>

/* Allocation number `nth` from now (0 is the next one) fails, and so do all after it when `and_after` is set. */
void failing_arm_nth(uint64_t nth, int and_after);
/* Each allocation fails with a chance of one in `one_in`. */
void failing_arm_random(uint64_t seed, uint32_t one_in);
/* No more failures. Returns how many there were since it was armed. */
uint64_t failing_disarm(void);
/* Allocations since it was last armed. */
uint64_t failing_seen(void);

#endif
