/* yaml_write.c: how a value is written in YAML: see yaml.h. */
#include "yaml.h"

#include "../text/utf8.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- text ---- */

bool khb_text_add(khb_text *t, const char *s, size_t len) {
  if (len > SIZE_MAX - t->n || !KHB_GROW(t->s, t->cap, t->n + len)) return false;
  if (len) memcpy(t->s + t->n, s, len);
  t->n += len;
  return true;
}

bool khb_text_put(khb_text *t, const char *s) { return khb_text_add(t, s, strlen(s)); }

bool khb_text_blanks(khb_text *t, size_t n) {
  if (n > SIZE_MAX - t->n || !KHB_GROW(t->s, t->cap, t->n + n)) return false;
  if (n) memset(t->s + t->n, ' ', n);
  t->n += n;
  return true;
}

/* ---- scalars ---- */

bool khb_is_scalar(const char *s) {
  size_t len = strlen(s);
  for (size_t i = 0; i < len;) {
    uint32_t cp;
    i += khb_utf8_next((const uint8_t *)s + i, (const uint8_t *)s + len, &cp);
    if (cp == KHB_BROKEN || (cp < 0x20 && cp != '\t' && cp != '\n') || (cp >= 0x7F && cp < 0xA0)) return false;
  }
  return true;
}

/* Letters, digits and a few signs that mean nothing to YAML in any place but the first. Everything else goes into quotes. */
static bool is_plain(const char *s) {
  static const char *const words[] = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"};
  size_t len = strlen(s);
  const uint8_t *p = (const uint8_t *)s, *end = p + len;
  if (len == 0 || s[len - 1] == ' ') return false;
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    size_t k = 0;
    while (words[i][k] && (s[k] | 0x20) == words[i][k]) k++;
    if (!words[i][k] && k == len) return false;
  }
  for (bool first = true; p < end; first = false) {
    uint32_t cp;
    p += khb_utf8_next(p, end, &cp);
    bool letter = (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || (cp >= 0x621 && cp <= 0x64A) || (cp >= 0x66E && cp <= 0x6D3);
    bool inside = (cp >= '0' && cp <= '9') || (cp && cp < 0x80 && strchr(" -_./()", (int)cp) != NULL) || (cp >= 0x64B && cp <= 0x652) ||
                  cp == 0x60C || cp == 0x61B || cp == 0x61F;
    if (!letter && (first || !inside)) return false;
  }
  return true;
}

/* Invisible characters are written as numbers, so that a reader of the file sees them. */
static bool put_quoted(khb_text *t, const char *s) {
  const uint8_t *p = (const uint8_t *)s, *end = p + strlen(s);
  bool good = khb_text_put(t, "\"");
  while (good && p < end) {
    uint32_t cp;
    char number[16];
    uint32_t n = khb_utf8_next(p, end, &cp);
    bool hidden = cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0xAD || cp == 0x61C || (cp >= 0x200B && cp <= 0x200F) ||
                  (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF;
    if (hidden) {
      snprintf(number, sizeof number, cp < 0x100 ? "\\x%02X" : "\\u%04X", (unsigned)cp);
      good = khb_text_put(t, number);
    } else {
      if (cp == '"' || cp == '\\') good = khb_text_put(t, "\\");
      good = good && khb_text_add(t, (const char *)p, n);
    }
    p += n;
  }
  return good && khb_text_put(t, "\"");
}

bool khb_text_scalar(khb_text *t, const char *s) { return is_plain(s) ? khb_text_put(t, s) : put_quoted(t, s); }
