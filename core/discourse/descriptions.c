/* descriptions.c: nouns that point back to a name met before: by its kind, by the title before it, by its rank.
 *
 *   وزارة الصحة … [الوزارة]                         the head of the name
 *   مدينة [ألماتي] … [المدينة]                       the kind before it
 *   وزير الخارجية الأميركي [بلينكن] … [الوزير]       the title before a person
 *   سعادة [فلان] … [سعادته]                         the rank
 *
 * What a span may be called later is noted under the hash of the noun while the text is walked; a description looks there for what
 * stood before it.
 */
#include "mentions.h"

#include <stdlib.h>

enum { NEAR_SENTENCES = 1, OTHER_FAR = 8, FAR_SENTENCES = 40, ASIDE_SENTENCES = 8 };

/* ---- titles before a person ---------------------------------------------------------------------------------------------- */

enum { MAX_TITLE = 10 };

static uint32_t proclitic_codes(uint8_t bits) {
  return (uint32_t)__builtin_popcount(bits & (KHB_PRO_WA | KHB_PRO_FA | KHB_PRO_BI | KHB_PRO_KA | KHB_PRO_LI | KHB_PRO_SA));
}

/* Where a match begins without its proclitics. */
static uint32_t match_start(const khb_view *v, const role_match *m) {
  const khb_tok *k = tok_at(v, m->tok);
  return m->bits ? khb_code_offset(v->text, k, proclitic_codes(m->bits)) : k->start;
}

static bool has_article(const khb_view *v, const role_match *m) {
  const khb_tok *k = tok_at(v, m->tok);
  uint32_t skip = proclitic_codes(m->bits);
  const uint8_t *c = v->scan.codes + k->code + skip;
  if (k->n_codes < skip + 4u) return false;
  return (c[0] == KHB_C_ALEF && c[1] == KHB_C_LAM) || ((m->bits & KHB_PRO_LI) && c[0] == KHB_C_LAM && c[-1] == KHB_C_LAM);
}

/* The key of a title or a description: its noun without the article, further words as they stand. A construct (رئيس الحزب) and a
   noun with the article (الرئيس) are two keys. */
static uint64_t title_key(const khb_view *v, const role_match *m, bool definite) {
  uint64_t key = khb_noun_hash(v, m->tok, match_start(v, m));
  for (uint32_t t = m->tok + 1; t < m->tok + m->count; t++)
    key = khb_mum(key ^ khb_noun_hash(v, t, tok_at(v, t)->start), 0xe7037ed1a0b428dbu);
  return khb_mix_key(key, definite ? 41 : 42);
}

/* [خالد اليماني]، وزير الخارجية اليمني، …: the title behind a name, if it is not that of the next one. */
static const role_match *title_behind(const khb_view *v, const node *d) {
  uint32_t t = d->last + 1;
  if (!mark(v, d->last, M_COMMA) || t >= v->n || v->sent[t] != v->sent[d->first]) return NULL;
  const role_match *m = khb_view_role(v, t, R_TITLE);
  if (!m || m->bits) return NULL;
  uint32_t end = t + MAX_TITLE < v->n ? t + MAX_TITLE : v->n;
  for (uint32_t k = t; k < end && v->sent[k] == v->sent[t] && is_word_at(v, k); k++)
    if (v->outer[k] != KHB_NONE && v->span[v->outer[k]].span.type == KHB_PERS) return NULL;
  return m;
}

/* وزير الخارجية الأميركي السابق [أنتوني بلينكن], المتحدث باسم الداخلية العميد [فلان]: the titles that run up to a name. The noun
   phrase runs back over words that no mark, preposition or verb parts, past a noun with the article but not past a construct. */
void khb_read_title(const khb_view *v, node *d) {
  uint32_t from = d->first > MAX_TITLE ? d->first - MAX_TITLE : 0, n = 0, sentence = d->first < v->n ? v->sent[d->first] : 0;
  for (uint32_t t = d->first; t-- > from && n < 2;) {
    if (v->sent[t] != sentence || !is_word_at(v, t)) break;
    const view_span *s = v->outer[t] == KHB_NONE ? NULL : &v->span[v->outer[t]];
    if (s && s->span.type == KHB_PERS) break;
    const role_match *m = khb_view_role(v, t, R_TITLE);
    if (!m && has(v, t, VERBS | BIT(R_COMPLEMENTISER) | BIT(R_RELATIVE) | BIT(R_ADJUNCT_HEAD))) break;
    for (size_t i = s ? v->outer[t] : v->n_span; i < v->n_span && v->span[i].first < d->first; i++)
      if (v->span[i].span.type == KHB_NORP && v->span[i].first >= t) d->title_norp = v->span[i].span.entity;
    if (!m) continue;
    bool definite = has_article(v, m);
    /* وكيل اللاعب [فلان]: whose title it is cannot be told */
    if (definite && t && v->sent[t - 1] == sentence && has(v, t - 1, BIT(R_PERSON_OF)) && !(v->word[t - 1] & W_ARTICLE)) continue;
    d->title[n++] = title_key(v, m, definite);
    if (!definite) break;
  }
  const role_match *m = n < 2 ? title_behind(v, d) : NULL;
  if (!m) return;
  d->title[n] = title_key(v, m, has_article(v, m));
  size_t i = v->outer[m->tok];
  for (; d->title_norp == KHB_NONE && i < v->n_span && v->span[i].first <= v->span[v->outer[m->tok]].last; i++)
    if (v->span[i].span.type == KHB_NORP) d->title_norp = v->span[i].span.entity;
}

/* ---- descriptions -------------------------------------------------------------------------------------------------------- */

/* The last chain of a head noun and the one before it, with where they were last met. */
typedef struct fitting {
  uint64_t key;
  uint32_t node, sentence, other_sentence;
  uint32_t n_chains;
  bool aside; /* met only behind a preposition: الرئيس التنفيذي لشركة [فلان] */
} fitting;

typedef struct fit_table {
  fitting *item;
  size_t mask;
} fit_table;

static fitting *fit_at(const fit_table *t, uint64_t key) {
  size_t i = (size_t)key & t->mask;
  while (t->item[i].key && t->item[i].key != key) i = (i + 1) & t->mask;
  return &t->item[i];
}

static void meet(linker *l, const fit_table *t, uint64_t key, uint32_t i, bool aside) {
  fitting *f = fit_at(t, key);
  uint32_t sentence = l->v->sent[l->node[i].first];
  if (!f->key) {
    *f = (fitting){key, i, sentence, 0, 1, aside};
    return;
  }
  f->aside &= aside;
  if (khb_chain_root(l, f->node) != khb_chain_root(l, i)) {
    f->n_chains++;
    f->other_sentence = f->sentence;
    f->node = i;
  }
  f->sentence = sentence;
}

/* The chain that a description in `sentence` means: the only one that fits, or the last one where it is near and no other is. */
static uint32_t choose(fitting *f, uint32_t sentence) {
  if (!f->key || sentence - f->sentence > (f->aside ? ASIDE_SENTENCES : FAR_SENTENCES)) return KHB_NONE;
  if (f->n_chains == 1) {
    if (f->aside) f->sentence = sentence; /* it goes on being spoken of */
    return f->node;
  }
  bool near = sentence - f->sentence <= NEAR_SENTENCES, other_far = sentence - f->other_sentence > OTHER_FAR;
  return near && other_far ? f->node : KHB_NONE;
}

/* A description is more than its noun where a nationality follows: الرئيس الفرنسي. Where another word with the article, or a name,
   follows, it is something else: الحركة الإسلامية, الوزير فلان, رئيس الوزراء العراقي حيدر العبادي. */
typedef struct description {
  const role_match *match;
  uint32_t last, norp;
  role role;
} description;

static const role_match *back_match(const khb_view *v, uint32_t t, role *r) {
  for (*r = R_BACK_BODY; *r <= R_BACK_PERSON; ++*r) {
    const role_match *m = khb_view_role(v, t, *r);
    if (m) return m;
  }
  return NULL;
}

/* What follows belongs to the noun and makes it another: an adjective, a name, a longer title (المتحدث باسم). */
static bool is_modified(const linker *l, const description *d) {
  const khb_view *v = l->v;
  uint32_t t = d->match->tok, next = d->last;
  if (khb_view_width(v, t, R_TITLE) > d->match->count || khb_view_width(v, t, R_PERSON_OF) > d->match->count) return true;
  if (next >= v->n || v->sent[next] != v->sent[t]) return false;
  if (v->word[next] & W_QUOTE_MARK) return d->role == R_BACK_BODY; /* الصحيفة «…» */
  if (!is_word_at(v, next)) return tok_at(v, next)->kind == KHB_TOK_HASHTAG || tok_at(v, next)->kind == KHB_TOK_NUMBER;
  if (v->outer[next] != KHB_NONE) {
    const khb_span *s = &v->span[v->outer[next]].span;
    if (s->type == KHB_DATE || s->type == KHB_TIME || s->type == KHB_DURATION) return false;
    /* رئيس الجامعة [فلان]: the office is hers, not the name */
    bool office = t && v->sent[t - 1] == v->sent[t] && is_word_at(v, t - 1) && !(v->word[t - 1] & W_ARTICLE) &&
                  (has(v, t - 1, BIT(R_TITLE) | BIT(R_PERSON_OF)) || !has(v, t - 1, VERBS | BIT(R_ADJUNCT_HEAD) | BIT(R_RELATIVE)));
    if (s->type == KHB_PERS && office && d->role != R_BACK_PERSON) return false;
    if (!s->proclitics) return true;
  }
  if (l->taken[next]) return true;
  if (has(v, next, BIT(R_TITLE)) && d->role == R_BACK_PERSON) return true;
  return (v->word[next] & W_ARTICLE) && !has(v, next, BIT(R_ADJUNCT) | BIT(R_ADJUNCT_HEAD) | BIT(R_RELATIVE));
}

/* The nationality that token t is, also inside a tagged office. */
static const view_span *norp_at(const khb_view *v, uint32_t t) {
  if (t >= v->n || v->outer[t] == KHB_NONE) return NULL;
  for (size_t i = v->outer[t]; i < v->n_span && v->span[i].first <= t; i++)
    if (v->span[i].first == t && v->span[i].span.type == KHB_NORP) return &v->span[i];
  return NULL;
}

static bool read_description(const linker *l, uint32_t t, description *d) {
  const khb_view *v = l->v;
  *d = (description){.norp = KHB_NONE};
  d->match = back_match(v, t, &d->role);
  if (!d->match) return false;
  d->last = t + d->match->count;
  const view_span *s = d->last < v->n && v->sent[d->last] == v->sent[t] ? norp_at(v, d->last) : NULL;
  if (s && s->last == d->last + 1 && !s->span.proclitics) {
    if (s->span.entity == KHB_NONE) return false;
    d->norp = s->span.entity;
    d->last++;
  }
  /* نائب الرئيس is an office, not the president */
  if (d->role == R_BACK_PERSON && t && v->sent[t - 1] == v->sent[t] && has(v, t - 1, BIT(R_TITLE) | BIT(R_PERSON_OF)) &&
      !d->match->bits)
    return false;
  /* حسين العباسي الأمين العام: in apposition, said of that name */
  if (d->role == R_BACK_PERSON && t && v->outer[t - 1] != KHB_NONE && v->span[v->outer[t - 1]].span.type == KHB_PERS &&
      !d->match->bits)
    return false;
  bool apart = t > 1 && mark(v, t - 1, M_COMMA) && v->sent[t - 2] == v->sent[t]; /* فلان، الباحث في كذا، */
  if (d->role == R_BACK_PERSON && apart && v->outer[t - 2] != KHB_NONE && v->span[v->outer[t - 2]].span.type == KHB_PERS)
    return false;
  if (v->outer[t] != KHB_NONE && v->span[v->outer[t]].last != d->last) return false; /* a longer office */
  return !is_modified(l, d);
}

static uint64_t fit_key(uint64_t noun, role r, uint32_t norp) {
  uint64_t key = khb_mix_key(noun, 50 + (uint64_t)r);
  return norp == KHB_NONE ? key : khb_mix_key(key ^ norp, 60);
}

/* سموه, سعادته, معاليها: the key of the rank without the pronoun; 0 where token t is none. */
static uint64_t rank_of_honorific(const khb_view *v, uint32_t t) {
  const role_match *m = khb_view_role(v, t, R_HONORIFIC);
  if (!m || m->count != 1 || m->bits) return 0;
  const khb_tok *k = tok_at(v, t);
  const uint8_t *c = v->scan.codes + k->code;
  uint32_t n = k->n_codes;
  if (n > 4 && c[n - 1] == KHB_C_ALEF && c[n - 2] == KHB_C_HA) n--;
  if (n < 4 || c[n - 1] != KHB_C_HA) return 0;
  n--;
  if (c[n - 1] == KHB_C_TA) n--;
  return khb_mix_key(khb_name_hash(c, n), 70);
}

/* صاحب السمو الشيخ [فلان], سعادة [فلان]: notes the ranks that stand before a person, under their nouns without article and ة. */
static void introduce_ranks(linker *l, const fit_table *fits, uint32_t i) {
  const khb_view *v = l->v;
  uint32_t first = l->node[i].first, from = first > MAX_TITLE ? first - MAX_TITLE : 0;
  for (uint32_t t = first; t-- > from;) {
    if (v->sent[t] != v->sent[first] || !is_word_at(v, t)) break;
    if (v->outer[t] != KHB_NONE && v->span[v->outer[t]].span.type == KHB_PERS) break;
    if (has(v, t, VERBS | BIT(R_COMPLEMENTISER) | BIT(R_RELATIVE) | BIT(R_ADJUNCT_HEAD)) && !has(v, t, BIT(R_TITLE))) break;
    const khb_tok *k = tok_at(v, t);
    const uint8_t *c = v->scan.codes + k->code;
    uint32_t n = k->n_codes;
    bool joined = n > 4 && (c[0] == KHB_C_WAW || c[0] == KHB_C_FA || c[0] == KHB_C_BA || c[0] == KHB_C_LAM || c[0] == KHB_C_KAF);
    if (n > 4 && c[0] == KHB_C_ALEF && c[1] == KHB_C_LAM) c += 2, n -= 2;
    if (n > 3 && (c[n - 1] == KHB_C_HA || c[n - 1] == KHB_C_TA)) n--;
    meet(l, fits, khb_mix_key(khb_name_hash(c, n), 70), i, false);
    if (joined) meet(l, fits, khb_mix_key(khb_name_hash(c + 1, n - 1), 70), i, false); /* وسعادة */
  }
}

/* سموه means the one person of that rank before it. The model may have taken the word for a name. */
static bool try_honorific(linker *l, const fit_table *fits, uint32_t t) {
  const khb_view *v = l->v;
  uint64_t key = rank_of_honorific(v, t);
  if (!key) return true;
  uint32_t target = choose(fit_at(fits, key), v->sent[t]);
  if (target == KHB_NONE) return true;
  if (v->outer[t] != KHB_NONE) {
    const view_span *s = &v->span[v->outer[t]];
    if (s->span.type == KHB_PERS && s->last == s->first + 1 && s->span.entity == KHB_NONE) khb_chain_join(l, target, v->outer[t]);
    return true;
  }
  uint32_t i = khb_node_add_word(l, t, KHB_OCC, 0);
  if (i == KHB_NONE) return false;
  khb_chain_join(l, target, i);
  return true;
}

static uint32_t resolve(const fit_table *fits, const khb_view *v, const description *d) {
  uint32_t sentence = v->sent[d->match->tok];
  if (d->role != R_BACK_PERSON)
    return choose(fit_at(fits, fit_key(khb_noun_hash(v, d->match->tok, match_start(v, d->match)), d->role, d->norp)), sentence);
  uint32_t found = choose(fit_at(fits, fit_key(title_key(v, d->match, has_article(v, d->match)), d->role, d->norp)), sentence);
  if (found != KHB_NONE || has(v, d->match->tok, BIT(R_BY_ARTICLE))) return found;
  return choose(fit_at(fits, fit_key(title_key(v, d->match, false), d->role, d->norp)), sentence);
}

static bool try_description(linker *l, const fit_table *fits, uint32_t t) {
  const khb_view *v = l->v;
  description d;
  if (!read_description(l, t, &d)) return true;
  uint32_t target = resolve(fits, v, &d);
  if (target == KHB_NONE) return true;
  if (d.role == R_BACK_BODY && has(v, t, BIT(R_BY_ARTICLE)) && !(v->word[l->node[target].first] & W_ARTICLE)) return true;
  if (l->v->outer[t] != KHB_NONE) { /* tagged as an office already */
    khb_chain_join(l, target, v->outer[t]);
    return true;
  }
  uint8_t type = l->node[target].span.type;
  uint32_t end = tok_at(v, d.last - 1)->end;
  khb_span span = {.start = match_start(v, d.match),
                   .end = end,
                   .word_start = tok_at(v, t)->start,
                   .word_end = end,
                   .entity = KHB_NONE,
                   .score = 0.8f,
                   .type = type == KHB_PERS ? KHB_OCC : type,
                   .source = KHB_FROM_MENTION,
                   .proclitics = d.match->bits};
  uint32_t i = khb_node_add(l, span, t, d.last, 0);
  if (i == KHB_NONE) return false;
  khb_chain_join(l, target, i);
  return true;
}

static void introduce_noun(linker *l, const fit_table *fits, uint32_t i, uint64_t noun, bool aside) {
  switch (l->node[i].span.type) {
    case KHB_FAC: meet(l, fits, fit_key(noun, R_BACK_BODY, KHB_NONE), i, aside); /* fall through */
    case KHB_GPE:
    case KHB_LOC: meet(l, fits, fit_key(noun, R_BACK_PLACE, KHB_NONE), i, aside); break;
    case KHB_ORG:
    case KHB_WEBSITE: meet(l, fits, fit_key(noun, R_BACK_BODY, KHB_NONE), i, aside); break;
    default: meet(l, fits, fit_key(noun, R_BACK_WORK, KHB_NONE), i, aside); break;
  }
}

/* What later descriptions may mean by a span: the head noun of a body, the title before a person. */
static void introduce(linker *l, const fit_table *fits, uint32_t i) {
  const khb_view *v = l->v;
  const node *d = &l->node[i];
  if (d->last <= d->first) return;
  if (d->span.type == KHB_PERS && l->ranks) introduce_ranks(l, fits, i);
  for (uint32_t k = 0; d->span.type == KHB_PERS && k < 2 && d->title[k]; k++) {
    meet(l, fits, fit_key(d->title[k], R_BACK_PERSON, KHB_NONE), i, false);
    if (d->title_norp != KHB_NONE) meet(l, fits, fit_key(d->title[k], R_BACK_PERSON, d->title_norp), i, false);
  }
  if (!khb_is_body(d->span.type)) return;
  if (d->last > d->first + 1) introduce_noun(l, fits, i, khb_noun_hash(v, d->first, d->span.start), false);
  /* مدينة [ألماتي]: the kind before a name that does not hold it */
  uint32_t before = d->first - 1;
  if (d->first && v->sent[before] == v->sent[d->first] && is_word_at(v, before) && !d->span.proclitics &&
      v->outer[before] == KHB_NONE && !(v->word[before] & W_ARTICLE)) {
    const role_match *m = khb_view_role(v, before, R_OUT_HEAD); /* لشركة [نماء] */
    introduce_noun(l, fits, i, khb_noun_hash(v, before, m ? match_start(v, m) : tok_at(v, before)->start),
                   m && m->bits & ~(KHB_PRO_WA | KHB_PRO_FA));
  }
}

/* Who holds a tagged office: وزير الخارجية الأميركي [أنتوني بلينكن], [أنتوني بلينكن]، وزير الخارجية الأميركي،; or KHB_NONE. */
static uint32_t holder_of(const khb_view *v, const view_span *office) {
  uint32_t t = office->last, first = office->first;
  if (has(v, t, BIT(R_TITLE)) && v->outer[t] == KHB_NONE) t += khb_view_width(v, t, R_TITLE); /* الدكتور */
  const view_span *s = khb_view_span_at(v, t);
  if (s && s->span.type == KHB_PERS && !s->span.proclitics && v->sent[t] == v->sent[first]) return v->outer[t];
  if (first < 2 || !mark(v, first - 1, M_COMMA) || v->sent[first - 2] != v->sent[first] || office->span.proclitics) return KHB_NONE;
  uint32_t before = v->outer[first - 2];
  return before != KHB_NONE && v->span[before].span.type == KHB_PERS ? before : KHB_NONE;
}

static bool has_nationality(const khb_view *v, const view_span *office) {
  for (const view_span *s = office + 1; s < v->span + v->n_span && s->first < office->last; s++)
    if (s->span.type == KHB_NORP) return true;
  return false;
}

/* Notes the holder of an office under its words, and under fewer of them (وزير التموين for وزير التموين والتجارة), but not under
   those without the nationality. */
static void note_holder(linker *l, const view_span *office) {
  uint32_t holder = holder_of(l->v, office);
  if (holder == KHB_NONE) return;
  name nm;
  khb_read_name(l->v, office->first, office->last, office->span.start, &nm);
  bool whole_only = has_nationality(l->v, office);
  uint64_t whole = 7;
  for (uint32_t p = 0; p < nm.n; p++) {
    whole = khb_mum(whole ^ nm.part[p], 0xa0761d6478bd642fu);
    bool last = p + 1 == nm.n;
    if (p > 0 && (last || (!whole_only && p < OFFICE_KEYS))) khb_key_put(l, &l->names, khb_mix_key(whole, 5), holder);
  }
}

/* وزير التربية بالنيابة, الرئيس الأميركي السابق, وزير الدولة عضو المجلس: what follows makes it another's. */
static bool is_qualified(const khb_view *v, uint32_t t) {
  if (!is_word_at(v, t) || v->sent[t] != v->sent[t - 1] || v->outer[t] != KHB_NONE) return false;
  const khb_tok *k = tok_at(v, t);
  const uint8_t *c = v->scan.codes + k->code;
  bool acting = k->n_codes > 5 && c[0] == KHB_C_BA && c[1] == KHB_C_ALEF && c[2] == KHB_C_LAM;
  bool adjective = (v->word[t] & W_ARTICLE) && !has(v, t, BIT(R_ADJUNCT) | BIT(R_ADJUNCT_HEAD) | BIT(R_RELATIVE));
  return acting || adjective || has(v, t, BIT(R_TITLE));
}

/* A tagged office that somebody holds elsewhere in the text. false: nothing was joined. */
static bool join_office(linker *l, const view_span *office) {
  name nm;
  khb_read_name(l->v, office->first, office->last, office->span.start, &nm);
  if (nm.n < 2) return false;
  if (holder_of(l->v, office) != KHB_NONE) return true;
  if (is_qualified(l->v, office->last)) return false;
  uint32_t target = khb_key_get(l, &l->names, khb_mix_key(nm.whole, 5));
  if (target == KHB_NONE) return false;
  khb_chain_join(l, target, (uint32_t)(office - l->v->span));
  return true;
}

/* One walk over the text: descriptions are resolved by what stands before them. */
bool khb_join_descriptions(linker *l, size_t n_spans) {
  const khb_view *v = l->v;
  size_t size = 16, keys = 8;
  for (uint32_t t = 0; t < v->n && !l->ranks; t++) l->ranks = has(v, t, BIT(R_HONORIFIC));
  /* What a span can bring: four keys, and a person two for each word of a title. */
  for (size_t i = 0; i < n_spans; i++) {
    const node *d = &l->node[i];
    if (d->name == KHB_NONE || d->span.depth) continue;
    if (d->span.type != KHB_PERS || d->title[0]) keys += 4;
    if (d->span.type == KHB_PERS && l->ranks) keys += (size_t)2 * MAX_TITLE;
  }
  while (size < keys + keys / 2) size *= 2;
  fit_table fits = {calloc(size, sizeof(fitting)), size - 1};
  if (!fits.item) return false;
  for (size_t i = 0; i < v->n_span; i++)
    if (v->span[i].span.type == KHB_OCC && v->span[i].span.depth == 0) note_holder(l, &v->span[i]);
  uint32_t s = 0;
  bool ok = true;
  for (uint32_t t = 0; ok && t < v->n; t++) {
    for (; s < n_spans && l->node[s].first <= t; s++)
      if (l->node[s].span.depth == 0) introduce(l, &fits, s);
    const view_span *office = khb_view_span_at(v, t);
    if (office && office->span.type == KHB_OCC && join_office(l, office)) continue;
    if (has(v, t, BIT(R_HONORIFIC))) ok = try_honorific(l, &fits, t);
    if (ok && has(v, t, BACK) && (v->outer[t] == KHB_NONE || (office && office->span.type == KHB_OCC)))
      ok = try_description(l, &fits, t);
  }
  free(fits.item);
  return ok;
}
