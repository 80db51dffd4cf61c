/* view.c: reads a finished document into one row of tokens (view.h), and chooses what is kept of a paragraph for that. */
#include "view.h"

#include <stdlib.h>

/* ---- words of an engine -------------------------------------------------------------------------------------------------- */

static const struct { const char *name; role role; } classes[] = {
    {"say-neutral", R_NEUTRAL}, {"say-assertive", R_ASSERTIVE}, {"say-opinion", R_OPINION}, {"say-claim", R_CLAIM},
    {"say-denial", R_DENIAL}, {"said-neutral", R_SAID_NEUTRAL}, {"said-assertive", R_SAID_ASSERTIVE},
    {"said-opinion", R_SAID_OPINION}, {"said-claim", R_SAID_CLAIM}, {"said-denial", R_SAID_DENIAL},
    {"say-continuing", R_CONTINUING}, {"say-transmitting", R_TRANSMITTING}, {"say-weak", R_WEAK}, {"saying", R_SAYING},
    {"according-to", R_ACCORDING}, {"according-as", R_ACCORDING_AS}, {"as", R_AS}, {"according-pronoun", R_ACCORDING_PRONOUN},
    {"complementiser", R_COMPLEMENTISER}, {"no-complementiser", R_NO_COMPLEMENTISER}, {"unnamed-source", R_UNNAMED},
    {"source-field", R_FIELD}, {"report-noun", R_REPORT}, {"person-of", R_PERSON_OF}, {"saying-adjunct", R_ADJUNCT},
    {"adjunct-head", R_ADJUNCT_HEAD}, {"relative", R_RELATIVE}, {"speech-end", R_SPEECH_END}, {"speech-contrast", R_CONTRAST},
    {"saying-negated", R_NEGATED}, {"headline-speech", R_HEADLINE},
    {"names-what-follows", R_NAMING}, {"work-head", R_NAMING}, {"saying-honorific", R_HONORIFIC},
    {"say-to-somebody", R_TRANSITIVE},
    {"impersonal-say", R_IMPERSONAL},
    {"office-place", R_OFFICE_PLACE}, {"no-speaker", R_NO_SPEAKER}, {"say-hearsay", R_HEARSAY}, {"say-predicate", R_PREDICATE},
    {"say-asking", R_ASKING}, {"say-masculine", R_MASCULINE}, {"say-learning", R_LEARNING}, {"interrogative", R_INTERROGATIVE},
    {"circumstance", R_PRONOUN}, {"saying-manner", R_MANNER}, {"said-to", R_SAID_TO}, {"say-on", R_ON},
    {"say-only-that", R_ONLY_THAT}, {"say-writing", R_WRITING}, {"human-noun", R_HUMAN}, {"titles-what-follows", R_TITLING},
    {"preposition", R_PREPOSITION}, {"say-it", R_SAID_IT}, {"name-in-lam", R_LAM_NAME},
    {"list-announced", R_LIST}, {"back-to-body", R_BACK_BODY}, {"back-to-place", R_BACK_PLACE}, {"back-to-work", R_BACK_WORK},
    {"back-to-person", R_BACK_PERSON}, {"back-by-article", R_BY_ARTICLE}, {"title", R_TITLE}, {"office-head", R_TITLE},
    {"outlet-head", R_OUT_HEAD},
    {"company-head", R_OUT_HEAD}, {"club-head", R_OUT_HEAD}, {"group-head", R_OUT_HEAD}, {"body-out", R_OUT_HEAD},
};

static uint16_t attribute(const khb_lexicon *lexicon, const char *name) {
  uint32_t bit = khb_lexicon_attribute(lexicon, name, strlen(name));
  uint32_t mask = bit < 16 ? 1u << bit : 0;
  return (uint16_t)mask;
}

khb_status khb_discourse_words_open(const khb_lexicon *lexicon, khb_discourse_words **out, khb_error *err) {
  khb_discourse_words *w = calloc(1, sizeof *w);
  if (!w) return khb_fail_nomem(err);
  w->lexicon = lexicon;
  w->n_classes = khb_lexicon_class_count(lexicon);
  w->role = calloc((size_t)w->n_classes + 1, 1);
  if (!w->role) {
    free(w);
    return khb_fail_nomem(err);
  }
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
    uint32_t c = khb_lexicon_class(lexicon, classes[i].name, strlen(classes[i].name));
    if (c < w->n_classes) w->role[c] = (uint8_t)(classes[i].role + 1);
  }
  uint32_t link = khb_lexicon_class(lexicon, "kunya-link", 10);
  if (link < w->n_classes) w->role[link] |= ROLE_LINK;
  w->common = attribute(lexicon, "common");
  w->given = attribute(lexicon, "given-name");
  w->name = attribute(lexicon, "name-word");
  w->maqsura = attribute(lexicon, "maqsura-word");
  *out = w;
  return KHB_OK;
}

void khb_discourse_words_close(khb_discourse_words *words) {
  if (!words) return;
  free(words->role);
  free(words);
}

/* ---- marks and words ----------------------------------------------------------------------------------------------------- */

static uint32_t first_char(const char *text, const khb_tok *k) {
  const uint8_t *p = (const uint8_t *)text + k->start;
  uint32_t n = k->end - k->start;
  if (n >= 1 && p[0] < 0x80) return p[0];
  if (n >= 2 && p[0] < 0xe0) return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
  if (n >= 3 && p[0] < 0xf0) return (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
  return 0;
}

static uint8_t mark_of(const char *text, const khb_tok *k) {
  if (k->kind != KHB_TOK_PUNCT) return 0;
  switch (first_char(text, k)) {
    case ':': return k->end - k->start == 1 ? M_COLON : 0;
    case 0xFF1A: case 0xFE55: return M_COLON;
    case ',': case 0x60C: case ';': case 0x61B: return M_COMMA;
    case '.': case '!': case '?': case 0x61F: case 0x2026: case 0x6D4: return M_STOP;
    case '-': case 0x2013: case 0x2014: case 0x2012: case 0x2015: return M_DASH;
    case '(': case '[': return M_BRACKET_OPEN;
    case ')': case ']': return M_BRACKET_CLOSE;
    default: return 0;
  }
}

static bool starts_with_article(const khb_scan *scan, const khb_tok *k) {
  const uint8_t *c = scan->codes + k->code;
  return k->n_codes > 3 && c[0] == KHB_C_ALEF && c[1] == KHB_C_LAM;
}

static uint8_t word_of(const khb_discourse_words *w, const khb_scan *scan, const khb_tok *k, uint16_t attr) {
  return (uint8_t)((attr & (w->common | w->maqsura) ? W_COMMON : 0) | (attr & w->given ? W_GIVEN : 0) |
                   (attr & w->name ? W_NAME : 0) | (starts_with_article(scan, k) ? W_ARTICLE : 0));
}

/* ---- one paragraph ------------------------------------------------------------------------------------------------------- */

/* Verbs, participles and complementisers go with و and ف alone (لأن is "because"); nouns with any proclitic. */
static bool fits_clitics(role r, uint8_t bits) {
  if (r <= R_SAYING || (r >= R_ACCORDING && r <= R_COMPLEMENTISER) || r == R_IMPERSONAL || r == R_ADJUNCT_HEAD ||
      r == R_SPEECH_END || r == R_CONTRAST || r == R_NEGATED || r == R_HEARSAY || r == R_PREDICATE || r == R_ASKING ||
      r == R_MASCULINE || r == R_LEARNING || (r >= R_MANNER && r <= R_WRITING) || r == R_PREPOSITION || r == R_SAID_IT)
    return !(bits & ~(KHB_PRO_WA | KHB_PRO_FA));
  return true;
}

bool khb_discourse_keep(const khb_discourse_words *w, const khb_scan *scan, const khb_matches *matches, khb_kept *out) {
  out->n_role = 0;
  out->n_word = scan->n_tok;
  if (!KHB_GROW(out->word, out->cap_word, scan->n_tok + 1)) return false;
  for (size_t t = 0; t < scan->n_tok; t++)
    out->word[t] = scan->tok[t].kind == KHB_TOK_WORD ? word_of(w, scan, &scan->tok[t], matches->attr[t]) : 0;
  for (size_t i = 0; i < matches->n; i++) {
    const khb_match *m = &matches->item[i];
    uint8_t r = m->what == KHB_MATCH_CLASS && m->ref < w->n_classes ? w->role[m->ref] : 0;
    if (!r) continue;
    if (r & ROLE_LINK && !m->proclitic) out->word[m->first] |= W_LINK;
    r &= (uint8_t)~ROLE_LINK;
    uint8_t bits = khb_proclitic_form[m->proclitic].bits;
    if (!r || !fits_clitics((role)(r - 1), bits)) continue;
    if (!KHB_GROW(out->role, out->cap_role, out->n_role + 1)) return false;
    out->role[out->n_role++] = (khb_role_match){m->first, m->count, (uint8_t)(r - 1), bits};
  }
  return true;
}

void khb_kept_free(khb_kept *kept) {
  free(kept->role);
  free(kept->word);
  *kept = (khb_kept){0};
}

/* The tokens of a paragraph with their letters; there is room. */
static void add_tokens(khb_view *v, const khb_discourse_para *p) {
  khb_scan *scan = &v->scan;
  for (uint32_t i = 0; i < p->n_tokens; i++) {
    khb_tok k = p->tokens[i];
    k.start += p->start;
    k.end += p->start;
    k.code += (uint32_t)scan->n_codes;
    scan->tok[scan->n_tok++] = k;
  }
  if (p->n_codes) memcpy(scan->codes + scan->n_codes, p->codes, p->n_codes);
  scan->n_codes += p->n_codes;
  v->n = (uint32_t)scan->n_tok;
}

/* نفي, رأي with dotted ي are nouns; the verbs of the same folded letters end in ى. Imperfects (ينفي) end in ي. */
static bool is_noun_in_ya(const khb_view *v, uint32_t t, const role_match *m) {
  if (!(BIT(m->role) & VERBS) || m->count > 1) return false;
  const khb_tok *k = tok_at(v, t);
  const uint8_t *c = v->scan.codes + k->code + __builtin_popcount(m->bits & (KHB_PRO_WA | KHB_PRO_FA));
  if (v->scan.codes[k->code + k->n_codes - 1u] != KHB_C_YA || c[0] == KHB_C_YA || c[0] == KHB_C_TA) return false;
  const char *end = v->text + k->end;
  return k->end - k->start >= 4 && (uint8_t)end[-2] == 0xd9 && (uint8_t)end[-1] == 0x8a; /* U+064A */
}

/* Tokens [base, v->n) are those of the paragraph. */
static void add_words(khb_view *v, const khb_discourse_para *p, uint32_t base) {
  uint32_t i = 0;
  for (uint32_t t = base; t < v->n; t++) {
    v->marks[t] = mark_of(v->text, tok_at(v, t));
    v->word[t] = p->words[t - base];
    v->bits[t] = 0;
    v->outer[t] = KHB_NONE;
    v->first_role[t] = (uint32_t)v->n_role;
    for (; i < p->n_roles && p->roles[i].tok == t - base; i++) {
      role_match m = p->roles[i];
      m.tok = t;
      bool name = m.bits && (BIT(m.role) & VERBS) && t > base && has(v, t - 1, BIT(R_OUT_HEAD)); /* وكالة فرات is no ف + رأت */
      if (name || is_noun_in_ya(v, t, &m)) continue;
      v->bits[t] |= BIT(m.role);
      v->role[v->n_role++] = m;
    }
  }
  v->first_role[v->n] = (uint32_t)v->n_role;
}

static void add_sentences(khb_view *v, const khb_discourse_para *p, uint32_t para, uint32_t base) {
  uint32_t t = base;
  for (uint32_t i = 0; i < p->n_sentences; i++) {
    view_sentence *s = &v->sentence[v->n_sentence];
    s->first = t;
    s->para = para;
    s->flags = p->sentences[i].flags;
    for (; t < v->n && tok_at(v, t)->start < p->start + p->sentences[i].end; t++) v->sent[t] = (uint32_t)v->n_sentence;
    s->last = t;
    if (s->last > s->first) v->n_sentence++;
  }
  for (; t < v->n; t++) v->sent[t] = (uint32_t)(v->n_sentence ? v->n_sentence - 1 : 0);
}

/* فيرى in أما عز الدين سعيدان فيرى, which a model may take into the name. */
static bool is_joined_verb(const khb_view *v, uint32_t t) {
  for (uint32_t i = v->first_role[t]; i < v->first_role[t + 1]; i++)
    if ((BIT(v->role[i].role) & VERBS) && (v->role[i].bits & (KHB_PRO_WA | KHB_PRO_FA))) return true;
  return false;
}

/* عليه in وردت عليه الشربيني, likewise. */
static bool is_pronoun_word(const khb_view *v, uint32_t t) {
  if (!has(v, t, BIT(R_ADJUNCT))) return false;
  const khb_tok *k = tok_at(v, t);
  const uint8_t *c = v->scan.codes + k->code;
  uint32_t n = k->n_codes;
  return n >= 2 && n <= 5 && (c[n - 1] == KHB_C_HA || (n > 2 && c[n - 1] == KHB_C_ALEF && c[n - 2] == KHB_C_HA));
}

static void add_spans(khb_view *v, const khb_discourse_para *p, uint32_t base) {
  uint32_t t = base;
  for (uint32_t i = 0; i < p->n_spans; i++) {
    khb_span s = p->spans[i];
    s.start += p->start, s.end += p->start, s.word_start += p->start, s.word_end += p->start;
    while (t < v->n && tok_at(v, t)->end <= s.start) t++;
    uint32_t last = t;
    while (last < v->n && tok_at(v, last)->start < s.end) last++;
    if (s.depth == 0)
      for (uint32_t k = t; k < last; k++) v->outer[k] = (uint32_t)v->n_span;
    if (last > t + 1 && s.type == KHB_PERS && is_joined_verb(v, last - 1)) v->outer[last - 1] = KHB_NONE;
    bool pronoun = s.depth == 0 && last > t + 1 && s.type == KHB_PERS && is_pronoun_word(v, t);
    if (pronoun) v->outer[t] = KHB_NONE;
    v->span[v->n_span++] = (view_span){s, t + pronoun, last};
  }
}

/* Room for all paragraphs at once. */
static bool reserve(khb_view *v, const khb_discourse_text *text) {
  size_t n = 0, codes = 0, sentences = 0, spans = 0, roles = 0, c[7] = {0};
  for (size_t i = 0; i < text->n_paras; i++) {
    khb_discourse_para p;
    text->para(text->document, i, &p);
    n += p.n_tokens;
    codes += p.n_codes;
    sentences += p.n_sentences;
    spans += p.n_spans;
    roles += p.n_roles;
  }
  bool ok = KHB_GROW(v->para_first, c[0], text->n_paras + 1) && KHB_GROW(v->bits, c[1], n + 1) &&
            KHB_GROW(v->first_role, c[2], n + 1) && KHB_GROW(v->outer, c[3], n + 1) && KHB_GROW(v->sent, c[4], n + 1) && KHB_GROW(v->marks, c[5], n + 1) &&
            KHB_GROW(v->word, c[6], n + 1) && KHB_GROW(v->scan.tok, v->scan.cap_tok, n + 1) &&
            KHB_GROW(v->scan.codes, v->scan.cap_codes, codes + KHB_CODE_PAD) && KHB_GROW(v->role, v->cap_role, roles + 1) &&
            KHB_GROW(v->sentence, v->cap_sentence, sentences + 1) && KHB_GROW(v->span, v->cap_span, spans + 1);
  if (ok) memset(v->scan.codes + codes, 0, KHB_CODE_PAD);
  return ok;
}

bool khb_view_read(khb_view *v, const khb_discourse_words *words, const khb_discourse_text *text) {
  v->words = words;
  v->text = text->text;
  if (!reserve(v, text)) return false;
  v->first_role[0] = 0;
  for (size_t i = 0; i < text->n_paras; i++) {
    khb_discourse_para p;
    text->para(text->document, i, &p);
    uint32_t base = v->n;
    v->para_first[i] = base;
    v->n_paras = i + 1;
    add_tokens(v, &p);
    add_words(v, &p, base);
    add_sentences(v, &p, (uint32_t)i, base);
    add_spans(v, &p, base);
  }
  v->para_first[v->n_paras] = v->n;
  return khb_pair_marks(v);
}

void khb_view_free(khb_view *v) {
  khb_scan_free(&v->scan);
  free(v->bits);
  free(v->first_role);
  free(v->outer);
  free(v->sent);
  free(v->marks);
  free(v->word);
  free(v->role);
  free(v->sentence);
  free(v->span);
  free(v->para_first);
  free(v->quote);
  *v = (khb_view){0};
}

/* ---- questions ----------------------------------------------------------------------------------------------------------- */

const role_match *khb_view_role(const khb_view *v, uint32_t t, role r) {
  if (!has(v, t, BIT(r))) return NULL;
  const role_match *best = NULL;
  for (uint32_t i = v->first_role[t]; i < v->first_role[t + 1]; i++)
    if (v->role[i].role == r && (!best || v->role[i].count > best->count)) best = &v->role[i];
  return best;
}

uint32_t khb_view_width(const khb_view *v, uint32_t t, role r) {
  const role_match *m = khb_view_role(v, t, r);
  return m ? m->count : 0;
}

const view_span *khb_view_span_at(const khb_view *v, uint32_t t) {
  if (t >= v->n || v->outer[t] == KHB_NONE) return NULL;
  const view_span *s = &v->span[v->outer[t]];
  return s->first == t ? s : NULL;
}

uint32_t khb_view_token_at(const khb_view *v, uint32_t at) {
  uint32_t lo = 0, hi = v->n;
  while (lo < hi) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (tok_at(v, mid)->end <= at) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

const quoted *khb_view_quote_at(const khb_view *v, uint32_t t) {
  size_t lo = 0, hi = v->n_quote;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (v->quote[mid].first <= t) lo = mid + 1;
    else hi = mid;
  }
  return lo < v->n_quote && v->quote[lo].first == t + 1 ? &v->quote[lo] : NULL;
}
