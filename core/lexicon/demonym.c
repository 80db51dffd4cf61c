/* demonym.c: the forms of a nisba, an adjective in ـي made from the name of a place or people.
 *
 *   كازاخي   masculine   feminine   accusative   plural       dual         feminine dual   feminine plural
 *            ـي          ـية        ـيا          ـيون ـيين    ـيان (ـيين)  ـيتان ـيتين     ـيات
 *
 * each without and with the article, the accusative in ـيا without it only: it is an indefinite form.
 * Source: Ryding, A Reference Grammar of Modern Standard Arabic (2005), ch. 5 (dual, sound plurals) and 10.6 (the nisba).
 *
 * Of several words, all of which are nisbas, each takes the ending and the article (سوداني جنوبي: السودانيون الجنوبيون); else the
 * last takes the ending and the first the article (جنوب أفريقي: الجنوب أفريقيون).
 */
#include "build.h"

#define YA "\xD9\x8A"
#define AL "\xD8\xA7\xD9\x84"

static const char *const endings[] = {"",
                                      "\xD8\xA9" /* ة */,
                                      "\xD8\xA7" /* ا */,
                                      "\xD9\x88\xD9\x86" /* ون */,
                                      "\xD9\x8A\xD9\x86" /* ين */,
                                      "\xD8\xA7\xD9\x86" /* ان */,
                                      "\xD8\xAA\xD8\xA7\xD9\x86" /* تان */,
                                      "\xD8\xAA\xD9\x8A\xD9\x86" /* تين */,
                                      "\xD8\xA7\xD8\xAA" /* ات */};
#define N_ENDINGS (sizeof endings / sizeof *endings)
#define ACCUSATIVE 2

#define MAX_FORM 512

static bool ends_in_ya(const char *s, size_t len) { return len > 4 && memcmp(s + len - 2, YA, 2) == 0; }
static bool has_article(const char *s, size_t len) { return len > 4 && memcmp(s, AL, 4) == 0; }

bool khb_is_nisba(const char *s, size_t len) { return ends_in_ya(s, len) && len <= MAX_FORM / 4; }

static bool all_words_nisba(const char *s, size_t len) {
  size_t from = 0;
  for (size_t i = 0; i <= len; i++) {
    if (i < len && s[i] != ' ') continue;
    if (i > from && !ends_in_ya(s + from, i - from)) return false;
    from = i + 1;
  }
  return true;
}

typedef struct form {
  char text[MAX_FORM];
  size_t len;
} form;

static void put(form *f, const char *s, size_t len) {
  if (f->len + len >= sizeof f->text) return; /* cannot be: khb_is_nisba keeps s short enough */
  memcpy(f->text + f->len, s, len);
  f->len += len;
}

static void make_form(form *f, const char *s, size_t len, const char *ending, bool definite, bool parallel) {
  f->len = 0;
  size_t from = 0;
  for (size_t i = 0; i <= len; i++) {
    if (i < len && s[i] != ' ') continue;
    if (i > from) {
      size_t word = i - from;
      bool article = has_article(s + from, word);
      if (definite && !article && (from == 0 || parallel)) put(f, AL, 4);
      size_t skip = article && !definite ? 4 : 0;
      put(f, s + from + skip, word - skip);
      if (parallel || i == len) put(f, ending, strlen(ending));
    }
    if (i < len) put(f, " ", 1);
    from = i + 1;
  }
  f->text[f->len] = 0;
}

bool khb_nisba_forms(const char *s, size_t len, khb_each_form *each, void *context) {
  if (!khb_is_nisba(s, len)) return false;
  bool parallel = all_words_nisba(s, len);
  form f;
  for (size_t i = 0; i < N_ENDINGS; i++) {
    for (int definite = 0; definite < 2; definite++) {
      if (definite && i == ACCUSATIVE) continue;
      make_form(&f, s, len, endings[i], definite != 0, parallel);
      if (!each(context, f.text, f.len)) return false;
    }
  }
  return true;
}
