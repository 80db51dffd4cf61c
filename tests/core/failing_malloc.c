/* failing_malloc.c: the wrapped allocation functions (see failing_malloc.h). */
#include "failing_malloc.h"

#include <stdbool.h>
#include <stddef.h>

#include "../support/support.h"

static enum { DISARMED, NTH, RANDOM } mode;
static uint64_t seen, failures, target, random_state;
static bool keep_failing;
static uint32_t chance;

void failing_arm_nth(uint64_t nth, int and_after) {
  mode = NTH;
  seen = failures = 0;
  target = nth;
  keep_failing = and_after != 0;
}

void failing_arm_random(uint64_t seed, uint32_t one_in) {
  mode = RANDOM;
  seen = failures = 0;
  random_state = seed;
  chance = one_in;
}

uint64_t failing_disarm(void) {
  mode = DISARMED;
  return failures;
}

uint64_t failing_seen(void) { return seen; }

static bool fails_now(void) {
  if (mode == DISARMED) return false;
  uint64_t number = seen++;
  bool fail = mode == RANDOM ? support_below(&random_state, chance) == 0
                             : number == target || (keep_failing && number > target);
  failures += fail;
  return fail;
}

/* The linker sends `malloc` to __wrap_malloc, and __real_malloc to what malloc was. */
#define WRAP(result, name, parameters, arguments) \
  result __real_##name parameters;                \
  result __wrap_##name parameters;                \
  result __wrap_##name parameters { return fails_now() ? NULL : __real_##name arguments; }
WRAP(void *, malloc, (size_t size), (size))
WRAP(void *, calloc, (size_t n, size_t size), (n, size))
WRAP(void *, realloc, (void *old, size_t size), (old, size))
WRAP(char *, strdup, (const char *s), (s))
WRAP(char *, strndup, (const char *s, size_t n), (s, n))
