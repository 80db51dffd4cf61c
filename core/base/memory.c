/* memory.c: growing arrays, putting them in order, and the arena.
 *
 *   khb_arena.head --> block --> block --> NULL        the newest block first; only that one has room
 *                      +------+--------------------+
 *                      | next | used |    room     |   blocks double in size up to BLOCK_MAX; a piece that is
 *                      | size |      |             |   larger than that gets a block of its own
 *                      +------+--------------------+
 *
 * Blocks come zeroed from calloc and pieces are never handed out twice, so every piece is zeroed without a memset.
 */
#include "base.h"

#include <stdlib.h>

#define BLOCK_MIN 4096u
#define BLOCK_MAX (256u * 1024)

bool khb_grow(void **ptr, size_t *cap, size_t need, size_t size) {
  if (need <= *cap) return true;
  size_t room = *cap < 8 ? 8 : *cap > SIZE_MAX / 2 ? need : *cap * 2;
  if (room < need) room = need;
  if (room > PTRDIFF_MAX / size) {
    room = need;
    if (room > PTRDIFF_MAX / size) return false;
  }
  void *grown = realloc(*ptr, room * size);
  if (!grown) return false;
  *ptr = grown;
  *cap = room;
  return true;
}

enum { FEW = 32 };

void khb_sort(void *items, size_t n, size_t size, int (*compare)(const void *, const void *)) {
  unsigned char moving[KHB_SORT_MAX];
  char *first = items;
  if (n > FEW) {
    qsort(items, n, size, compare);
    return;
  }
  for (size_t i = 1; i < n; i++) {
    char *at = first + i * size, *to = at;
    while (to > first && compare(to - size, at) > 0) to -= size;
    if (to == at) continue;
    memcpy(moving, at, size);
    memmove(to + size, to, (size_t)(at - to));
    memcpy(to, moving, size);
  }
}

struct khb_arena_block {
  struct khb_arena_block *next;
  size_t size, used;
  size_t pad; /* the header is a multiple of 16, as pieces are */
};

_Static_assert(sizeof(struct khb_arena_block) % 16 == 0, "pieces must be 16-byte aligned");

static struct khb_arena_block *new_block(const khb_arena *arena, size_t size) {
  size_t room = arena->head ? arena->head->size * 2 : BLOCK_MIN;
  if (room > BLOCK_MAX) room = BLOCK_MAX;
  if (room < size) room = size;
  struct khb_arena_block *block = calloc(1, sizeof *block + room);
  if (block) block->size = room;
  return block;
}

void *khb_arena_alloc(khb_arena *arena, size_t size) {
  if (size > PTRDIFF_MAX - 64) return NULL;
  size = size ? (size + 15) & ~(size_t)15 : 16;
  struct khb_arena_block *block = arena->head;
  if (!block || block->size - block->used < size) {
    block = new_block(arena, size);
    if (!block) return NULL;
    block->next = arena->head;
    arena->head = block;
  }
  void *piece = (char *)(block + 1) + block->used;
  block->used += size;
  return piece;
}

char *khb_arena_copy(khb_arena *arena, const char *s, size_t len) {
  if (len == SIZE_MAX) return NULL;
  char *copy = khb_arena_alloc(arena, len + 1);
  if (copy && len) memcpy(copy, s, len);
  return copy;
}

void khb_arena_free(khb_arena *arena) {
  for (struct khb_arena_block *block = arena->head; block;) {
    struct khb_arena_block *next = block->next;
    free(block);
    block = next;
  }
  arena->head = NULL;
}
