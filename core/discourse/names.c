/* names.c: a name as its parts, so that two spellings of one name have the same keys.
 *
 *   سلمان | بن | عبد العزيز | آل سعود      parts: سلمان, عبدالعزيز, آلسعود   links are none, a compound is one
 */
#include "mentions.h"

enum { MAX_CODES = 64 };

/* How many codes of the token stand before byte `at`. */
static uint32_t skipped(const khb_view *v, const khb_tok *k, uint32_t at) {
  uint32_t i = 0;
  while (i < k->n_codes && i < 4 && khb_code_offset(v->text, k, i) < at) i++;
  return i < k->n_codes ? i : 0;
}

typedef struct word {
  const uint8_t *codes;
  uint32_t n;
  uint8_t flags;
} word;

/* The words of tokens [first, last), a hashtag taken apart at its low lines. */
static uint32_t read_words(const khb_view *v, uint32_t first, uint32_t last, uint32_t start, word out[MAX_PARTS * 2]) {
  uint32_t n = 0;
  for (uint32_t t = first; t < last && n < MAX_PARTS * 2; t++) {
    const khb_tok *k = tok_at(v, t);
    if (!k->n_codes) continue;
    uint32_t skip = t == first && start > k->start ? skipped(v, k, start) : 0;
    const uint8_t *c = v->scan.codes + k->code;
    for (uint32_t from = skip, i = skip; i <= k->n_codes && n < MAX_PARTS * 2; i++) {
      if (i < k->n_codes && !(k->kind == KHB_TOK_HASHTAG && c[i] == '_')) continue;
      if (i > from) out[n++] = (word){c + from, i - from, v->word[t]};
      from = i + 1;
    }
  }
  return n;
}

static bool codes_are(const word *w, const uint8_t *codes, uint32_t n) { return w->n == n && memcmp(w->codes, codes, n) == 0; }

/* بن ابن بنت: links that are often left out. */
static bool is_link(const word *w) {
  static const uint8_t bin[] = {KHB_C_BA, KHB_C_NUN}, ibn[] = {KHB_C_ALEF, KHB_C_BA, KHB_C_NUN},
                       bint[] = {KHB_C_BA, KHB_C_NUN, KHB_C_TA};
  return codes_are(w, bin, 2) || codes_are(w, ibn, 3) || codes_are(w, bint, 3);
}

/* عبد أبو أبي أم آل: one part with the word behind, so that عبد الله and عبدالله are the same. */
static bool is_compound(const word *w) {
  static const uint8_t abd[] = {KHB_C_AIN, KHB_C_BA, KHB_C_DAL}, abu[] = {KHB_C_ALEF, KHB_C_BA, KHB_C_WAW},
                       abi[] = {KHB_C_ALEF, KHB_C_BA, KHB_C_YA}, um[] = {KHB_C_ALEF, KHB_C_MIM}, al[] = {KHB_C_ALEF, KHB_C_LAM};
  return codes_are(w, abd, 3) || codes_are(w, abu, 3) || codes_are(w, abi, 3) || codes_are(w, um, 2) || codes_are(w, al, 2);
}

uint64_t khb_name_hash(const uint8_t *codes, uint32_t n) {
  return khb_hash(codes, n < MAX_CODES ? n : MAX_CODES);
}

void khb_read_name(const khb_view *v, uint32_t first, uint32_t last, uint32_t start, name *out) {
  word w[MAX_PARTS * 2];
  uint32_t n = read_words(v, first, last, start, w);
  out->n = 0;
  out->words = n;
  out->whole = 7;
  out->has_link = false;
  for (uint32_t i = 0; i < n && out->n < MAX_PARTS; i++) {
    if (n > 1 && is_link(&w[i])) {
      out->has_link = true;
      continue;
    }
    uint64_t h;
    if (is_compound(&w[i]) && i + 1 < n && w[i].n + w[i + 1].n <= MAX_CODES) {
      uint8_t both[MAX_CODES + KHB_CODE_PAD] = {0};
      memcpy(both, w[i].codes, w[i].n);
      memcpy(both + w[i].n, w[i + 1].codes, w[i + 1].n);
      h = khb_name_hash(both, w[i].n + w[i + 1].n);
      i++;
    } else {
      h = khb_name_hash(w[i].codes, w[i].n);
    }
    out->part[out->n++] = h;
    out->whole = khb_mum(out->whole ^ h, 0xa0761d6478bd642fu);
  }
  out->given_alone = n == 1 && (w[0].flags & W_GIVEN);
}

uint64_t khb_noun_hash(const khb_view *v, uint32_t t, uint32_t start) {
  const khb_tok *k = tok_at(v, t);
  uint32_t skip = start > k->start ? skipped(v, k, start) : 0;
  const uint8_t *c = v->scan.codes + k->code + skip;
  uint32_t n = k->n_codes - skip;
  if (n > 3 && c[0] == KHB_C_ALEF && c[1] == KHB_C_LAM) c += 2, n -= 2;
  else if (n > 3 && skip && c[0] == KHB_C_LAM && c[-1] == KHB_C_LAM) c += 1, n -= 1; /* للوزارة */
  return khb_name_hash(c, n);
}
