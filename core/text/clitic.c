/* clitic.c: the alternative readings of a word as proclitics + stem + enclitic.
 *
 * The slots, in order: conjunction (و ف), preposition (ب ك ل) or future (س), article (ال); then the stem; then one pronoun. No
 * dictionary decides here: every reading that the letters allow is given, the word as a whole first, and whoever knows words
 * chooses. Source of the slots and of the pronouns: Habash (2010), ch. 4, tables of Arabic clitics.
 *
 *   وبالقاهرة   [وبالقاهرة] [و|بالقاهرة] [و|ب|القاهرة] [و|ب|ال|قاهرة] … and each with ـه or ـها taken off where it can be
 */
#include "fold.h"

/* A reading's front: how many codes go, which clitics they are. */
typedef struct front { uint8_t n, bits; } front;

enum { MAX_FRONTS = 16, MIN_STEM = 2 };

static uint32_t add_front(front *f, uint32_t n, uint32_t codes, uint32_t bits) {
  if (n < MAX_FRONTS) f[n++] = (front){(uint8_t)codes, (uint8_t)bits};
  return n;
}

static bool has_article(const uint8_t *c, uint32_t left) {
  return left >= 2 + MIN_STEM && c[0] == KHB_C_ALEF && c[1] == KHB_C_LAM;
}

/* Preposition or future at c, and the article behind it. */
static uint32_t add_inner(front *f, uint32_t n, const uint8_t *c, uint32_t left, uint32_t taken, uint32_t bits) {
  if (has_article(c, left)) n = add_front(f, n, taken + 2, bits | KHB_PRO_AL);
  if (left < 1 + MIN_STEM) return n;
  uint32_t one = c[0] == KHB_C_BA ? KHB_PRO_BI : c[0] == KHB_C_KAF ? KHB_PRO_KA : c[0] == KHB_C_LAM ? KHB_PRO_LI
                 : c[0] == KHB_C_SIN ? KHB_PRO_SA : 0;
  if (!one) return n;
  n = add_front(f, n, taken + 1, bits | one);
  if (one == KHB_PRO_LI && c[1] == KHB_C_LAM && left >= 2 + MIN_STEM)
    n = add_front(f, n, taken + 2, bits | one | KHB_PRO_AL); /* لل: the alef of the article is not written */
  if (one != KHB_PRO_SA && has_article(c + 1, left - 1)) n = add_front(f, n, taken + 3, bits | one | KHB_PRO_AL);
  return n;
}

static uint32_t fronts_of(const uint8_t *c, uint32_t len, front *f) {
  uint32_t n = add_front(f, 0, 0, 0);
  n = add_inner(f, n, c, len, 0, 0);
  if (len < 1 + MIN_STEM || (c[0] != KHB_C_WAW && c[0] != KHB_C_FA)) return n;
  uint32_t conj = c[0] == KHB_C_WAW ? KHB_PRO_WA : KHB_PRO_FA;
  n = add_front(f, n, 1, conj);
  return add_inner(f, n, c + 1, len - 1, 1, conj);
}

/* Pronouns that can end a word, in folded letters. */
static const struct { uint8_t codes[3], n; } pronouns[] = {
    {{KHB_C_HA}, 1},           {{KHB_C_HA, KHB_C_ALEF}, 2},
    {{KHB_C_HA, KHB_C_MIM}, 2}, {{KHB_C_HA, KHB_C_NUN}, 2},
    {{KHB_C_HA, KHB_C_MIM, KHB_C_ALEF}, 3}, {{KHB_C_KAF}, 1},
    {{KHB_C_KAF, KHB_C_MIM}, 2}, {{KHB_C_KAF, KHB_C_MIM, KHB_C_ALEF}, 3},
    {{KHB_C_YA}, 1},           {{KHB_C_NUN, KHB_C_ALEF}, 2},
    {{KHB_C_NUN, KHB_C_YA}, 2}};

/* ة folds to ه but is no pronoun, and ى and ئ fold to ي: the text itself decides, also where it is written in presentation
   forms. */
static bool is_pronoun_letter(const char *text, const khb_tok *tok, uint32_t code) {
  const uint8_t *base = (const uint8_t *)text;
  uint32_t cp;
  khb_utf8_next(base + khb_code_offset(text, tok, code), base + tok->end, &cp);
  bool ta_marbuta = cp == 0x629 || cp == 0x6c3 || cp == 0xfe93 || cp == 0xfe94;
  bool alef_maqsura = cp == 0x649 || cp == 0xfeef || cp == 0xfef0;
  return !ta_marbuta && !alef_maqsura && cp != 0x626 && !(cp >= 0xfe89 && cp <= 0xfe8c);
}

/* Does a character start at this code? Not in the middle of a ligature: ﻻ cannot be parted. */
static bool parts(const char *text, const khb_tok *tok, uint32_t code) {
  return code == 0 || khb_code_offset(text, tok, code) > khb_code_offset(text, tok, code - 1);
}

size_t khb_clitic_readings(const char *text, const khb_scan *scan, const khb_tok *tok, khb_clitics *out, size_t cap) {
  if (tok->kind != KHB_TOK_WORD || !(tok->flags & KHB_TOKF_ARABIC)) return 0;
  const uint8_t *c = scan->codes + tok->code;
  uint32_t len = tok->n_codes;
  front f[MAX_FRONTS];
  uint32_t n_fronts = fronts_of(c, len, f);
  size_t n = 0;
  for (uint32_t e = 0; e <= sizeof pronouns / sizeof *pronouns; e++) {
    uint32_t tail = e ? pronouns[e - 1].n : 0;
    if (tail && (len < tail + MIN_STEM || memcmp(c + len - tail, pronouns[e - 1].codes, tail) != 0)) continue;
    uint32_t cut = khb_code_offset(text, tok, len - tail);
    if (tail && !parts(text, tok, len - tail)) continue;
    if (tail && (!is_pronoun_letter(text, tok, len - tail) || !is_pronoun_letter(text, tok, len - 1))) continue;
    for (uint32_t i = 0; i < n_fronts; i++) {
      if (len < (uint32_t)f[i].n + tail + MIN_STEM) continue;
      if (tail && (f[i].bits & KHB_PRO_AL)) continue; /* a definite noun takes no pronoun */
      if (!parts(text, tok, f[i].n)) continue;
      uint32_t start = khb_code_offset(text, tok, f[i].n);
      if (start >= cut) continue; /* the cut would fall inside a ligature: ﷲ is one character with four letters */
      if (n < cap)
        out[n] = (khb_clitics){.stem = {start, cut},
                               .enclitic = {cut, tok->end},
                               .proclitics = f[i].bits,
                               .has_enclitic = tail != 0};
      n++;
    }
  }
  if (n == 0 && len > 0) { /* words of one letter */
    if (cap) out[0] = (khb_clitics){.stem = {tok->start, tok->end}, .enclitic = {tok->end, tok->end}};
    n = 1;
  }
  return n;
}
