/* align.c: which letters of an Arabic name write which sounds of its English spelling: see variants.h. */
#include "variants.h"

#include "../text/utf8.h"

/* Costs, in tenths. A pair that no rule knows is as dear as leaving both out; two such faults are one too many. */
enum { SHORT_VOWEL = 3, SILENT_H = 6, EXTRA_VOWEL = 10, SILENT = 15, EXTRA = 20, TOO_MUCH = 20, FAR = 1000 };

typedef struct cell {
  uint16_t cost;
  khb_aligned step; /* the step that leads here */
} cell;

typedef struct grid {
  cell at[KHB_MAX_LETTERS + 1][KHB_MAX_LETTERS + 1];
  size_t n, m;
} grid;

static bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }
static bool writes_vowels(uint32_t letter) { return letter == 0x627 || letter == 0x648 || letter == 0x64A; }

static void step(grid *g, size_t i, size_t j, size_t di, size_t dj, unsigned cost, uint8_t rule, khb_how how) {
  if (i + di > g->n || j + dj > g->m) return;
  cell *to = &g->at[i + di][j + dj];
  unsigned total = g->at[i][j].cost + cost;
  if (total >= to->cost) return;
  to->cost = (uint16_t)total;
  to->step = (khb_aligned){(uint8_t)i, (uint8_t)(i + di), (uint8_t)j, (uint8_t)(j + dj), rule, (uint8_t)how};
}

/* How many letters of `arabic` are the text of a rule; 0: another text. */
static size_t letters_of(const char *text, const uint32_t *arabic, size_t n) {
  const uint8_t *p = (const uint8_t *)text, *end = p + strlen(text);
  size_t i = 0;
  for (uint32_t cp; p < end; i++) {
    p += khb_utf8_next(p, end, &cp);
    if (i == n || arabic[i] != cp) return 0;
  }
  return i;
}

static void sounds(grid *g, const khb_variant_rule *rules, size_t n_rules, const uint32_t *arabic, const char *english, size_t i, size_t j) {
  for (size_t r = 0; r < n_rules; r++) {
    if (rules[r].kind > KHB_RULE_EXCHANGE) continue;
    size_t e = strlen(rules[r].english);
    if (e > g->m - j || memcmp(english + j, rules[r].english, e) != 0) continue;
    size_t doubled = e == 1 && j + 1 < g->m && english[j + 1] == english[j] ? 1 : 0;
    for (size_t t = 0; t < rules[r].n_texts; t++) {
      size_t a = letters_of(rules[r].text[t], arabic + i, g->n - i);
      if (a) step(g, i, j, a, e + doubled, 0, (uint8_t)r, KHB_HOW_SOUND);
      if (a && doubled) step(g, i, j, a, e, 0, (uint8_t)r, KHB_HOW_SOUND);
    }
  }
}

static void steps_from(grid *g, const khb_variant_rule *rules, size_t n_rules, const uint32_t *arabic, const char *english, size_t i, size_t j) {
  if (i < g->n && j < g->m) sounds(g, rules, n_rules, arabic, english, i, j);
  if (i < g->n && writes_vowels(arabic[i])) {
    for (size_t k = 1; k <= 3 && j + k <= g->m && (is_vowel(english[j + k - 1]) || english[j + k - 1] == 'w'); k++)
      step(g, i, j, 1, k, 0, KHB_RULE_NONE, KHB_HOW_LONG);
    step(g, i, j, 1, 0, EXTRA_VOWEL, KHB_RULE_NONE, KHB_HOW_EXTRA);
  }
  if (i < g->n) step(g, i, j, 1, 0, EXTRA, KHB_RULE_NONE, KHB_HOW_EXTRA);
  if (j == g->m) return;
  unsigned cost = is_vowel(english[j]) ? SHORT_VOWEL : english[j] == 'h' ? SILENT_H : SILENT;
  step(g, i, j, 0, 1, cost, KHB_RULE_NONE, is_vowel(english[j]) ? KHB_HOW_SHORT : KHB_HOW_SILENT);
}

size_t khb_align(const khb_variant_rule *rules, size_t n_rules, const uint32_t *arabic, size_t n, const char *english, size_t m,
                 khb_aligned *out) {
  if (n == 0 || m == 0 || n > KHB_MAX_LETTERS || m > KHB_MAX_LETTERS) return 0;
  grid g = {.n = n, .m = m};
  for (size_t i = 0; i <= n; i++) {
    for (size_t j = 0; j <= m; j++) g.at[i][j].cost = FAR;
  }
  g.at[0][0].cost = 0;
  for (size_t i = 0; i <= n; i++) {
    for (size_t j = 0; j <= m; j++) {
      if (g.at[i][j].cost < TOO_MUCH) steps_from(&g, rules, n_rules, arabic, english, i, j);
    }
  }
  if (g.at[n][m].cost >= TOO_MUCH) return 0;
  size_t steps = 0;
  for (size_t i = n, j = m; i || j; steps++) {
    out[steps] = g.at[i][j].step;
    i = out[steps].from;
    j = out[steps].e_from;
  }
  for (size_t k = 0; k < steps / 2; k++) {
    khb_aligned last = out[steps - 1 - k];
    out[steps - 1 - k] = out[k];
    out[k] = last;
  }
  return steps;
}
