/* memo.c: the table of memo.h: open addressing with linear probing, growing by four up to what KHB_MEMO_WORDS need. */
#include "memo.h"

#include <stdlib.h>

#define FIRST_SLOTS 1024u
#define MOST_SLOTS 65536u

_Static_assert(KHB_MEMO_WORDS < UINT16_MAX, "slots have 16 bits");
_Static_assert(2 * KHB_MEMO_WORDS <= MOST_SLOTS, "half of the slots stay free");

static void forget(khb_memo *memo) {
  if (memo->n_slots) memset(memo->slot, 0, memo->n_slots * sizeof *memo->slot);
  memo->n_words = memo->n_match = memo->n_start = memo->n_codes = 0;
}

khb_memo *khb_memo_open(const khb_lexicon *lexicon) {
  khb_memo *memo = calloc(1, sizeof *memo);
  if (!memo) return NULL;
  memo->lexicon = lexicon;
  memset(memo->named_number, 0xff, sizeof memo->named_number);
  return memo;
}

void khb_memo_close(khb_memo *memo) {
  if (!memo) return;
  free(memo->slot);
  free(memo->word);
  free(memo->hash);
  free(memo->number);
  free(memo->match);
  free(memo->start);
  free(memo->codes);
  free(memo);
}

static void insert(khb_memo *memo, uint32_t word) {
  size_t at = memo->hash[word] & (memo->n_slots - 1);
  while (memo->slot[at]) at = (at + 1) & (memo->n_slots - 1);
  memo->slot[at] = (uint16_t)(word + 1);
}

static bool grow_slots(khb_memo *memo, size_t n) {
  size_t slots = memo->n_slots ? memo->n_slots : FIRST_SLOTS;
  while (slots < 2 * n) slots *= 4;
  if (slots > MOST_SLOTS) slots = MOST_SLOTS;
  if (slots == memo->n_slots) return true;
  if (!KHB_GROW(memo->slot, memo->cap_slots, slots)) return false;
  memo->n_slots = slots;
  memset(memo->slot, 0, slots * sizeof *memo->slot);
  for (uint32_t i = 0; i < memo->n_words; i++) insert(memo, i);
  return true;
}

bool khb_memo_reserve(khb_memo *memo, size_t n, bool *forgot) {
  *forgot = memo->n_words + n > KHB_MEMO_WORDS || memo->n_match > KHB_MEMO_MATCHES || memo->n_start > KHB_MEMO_MATCHES;
  if (*forgot) forget(memo);
  size_t need = memo->n_words + n;
  return need <= KHB_MEMO_WORDS && grow_slots(memo, need) && KHB_GROW(memo->word, memo->cap_words, need) &&
         KHB_GROW(memo->hash, memo->cap_hash, need) &&
         KHB_GROW(memo->number, memo->cap_number, need * memo->lexicon->n_layers + 1) &&
         KHB_GROW(memo->match, memo->cap_match, memo->n_match + KHB_MEMO_PAD);
}

uint32_t khb_memo_add(khb_memo *memo, const uint8_t *codes, size_t n, uint32_t proclitics, uint64_t hash) {
  size_t rest = n > 8 ? n - 8 : 0, room = memo->n_codes + rest + KHB_CODE_PAD;
  uint32_t word = (uint32_t)memo->n_words;
  if (!KHB_GROW(memo->codes, memo->cap_codes, room)) return KHB_NONE;
  memcpy(memo->codes + memo->n_codes, codes + n - rest, rest);
  memset(memo->codes + memo->n_codes + rest, 0, KHB_CODE_PAD);
  memo->hash[word] = (uint32_t)hash;
  memo->word[word] = (khb_met_word){
      .begin = khb_met_begin(codes, n), .shape = khb_met_shape(n, proclitics), .rest = (uint32_t)memo->n_codes};
  for (uint32_t k = 0; k < memo->lexicon->n_layers; k++)
    memo->number[(size_t)word * memo->lexicon->n_layers + k] = KHB_NONE;
  memo->n_codes += rest;
  memo->n_words++;
  insert(memo, word);
  return word;
}
