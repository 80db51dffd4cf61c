/* html_chars.c: characters on a page. What could be taken for markup is escaped; what has no shape of its own is shown: bidi controls
 * and other controls by their names (and are themselves left out: a page cannot hold most of them, and an override would turn round what
 * follows), joiners and the like by a thin mark around the character, bytes that are no text by U+FFFD. */
#include "html.h"

/* The length of the ill-formed bytes at `s` that stand for one U+FFFD: the maximal subpart of Unicode 15, 3.9 (U+FFFD substitution of
   maximal subparts), which is what decoders count. */
size_t cli_broken_length(const char *s, size_t len) {
  unsigned char b = (unsigned char)s[0], low = 0x80, high = 0xbf;
  size_t more = b >= 0xc2 && b <= 0xdf ? 1 : b >= 0xe0 && b <= 0xef ? 2 : b >= 0xf0 && b <= 0xf4 ? 3 : 0, n = 1;
  if (b == 0xe0) low = 0xa0;
  if (b == 0xed) high = 0x9f;
  if (b == 0xf0) low = 0x90;
  if (b == 0xf4) high = 0x8f;
  while (n <= more && n < len && (unsigned char)s[n] >= low && (unsigned char)s[n] <= high) n++, low = 0x80, high = 0xbf;
  return n;
}

/* Noncharacters: well-formed, but a page must not hold them. */
static bool is_noncharacter(int32_t u) { return (u >= 0xfdd0 && u <= 0xfdef) || (u >= 0 && (u & 0xfffe) == 0xfffe); }

/* No shape of their own (default ignorable code points, DerivedCoreProperties.txt), variation selectors aside. */
static bool is_invisible(int32_t u) {
  return u == 0xad || u == 0x34f || u == 0x115f || u == 0x1160 || u == 0x17b4 || u == 0x17b5 || (u >= 0x180b && u <= 0x180f) ||
         (u >= 0x200b && u <= 0x200d) || (u >= 0x2060 && u <= 0x2064) || (u >= 0x206a && u <= 0x206f) || u == 0x3164 ||
         u == 0xfeff || u == 0xffa0 || (u >= 0xfff9 && u <= 0xfffb) || (u >= 0x1bca0 && u <= 0x1bca3) ||
         (u >= 0x1d173 && u <= 0x1d17a) || (u >= 0xe0000 && u < 0xe0100) || (u >= 0xe01f0 && u <= 0xe0fff);
}

static bool is_odd_space(int32_t u) { return u == 0xa0 || u == 0x202f || u == 0x2007; }

/* A joiner behind a pictograph makes one picture of several: nothing to be shown. */
static bool is_pictograph(int32_t u) { return u >= 0x1f000 || (u >= 0x2190 && u <= 0x2bff) || u == 0xfe0f; }

bool cli_html_is_latin(int32_t u) {
  return (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= 0xc0 && u <= 0x24f && u != 0xd7 && u != 0xf7) ||
         (u >= 0x1e00 && u <= 0x1eff);
}

bool cli_html_is_rtl(int32_t u) {
  return (u >= 0x590 && u <= 0x8ff) || (u >= 0xfb1d && u <= 0xfdff) || (u >= 0xfe70 && u <= 0xfefc) ||
         (u >= 0x10800 && u <= 0x10fff) || (u >= 0x1e800 && u <= 0x1efff);
}

static const char *short_name(int32_t u) {
  static const struct { int32_t u; const char *name; } table[] = {
    {0x061c, "ALM"}, {0x200b, "ZWSP"}, {0x200c, "ZWNJ"}, {0x200d, "ZWJ"}, {0x200e, "LRM"}, {0x200f, "RLM"}, {0x2028, "LS"},
    {0x2029, "PS"}, {0x202a, "LRE"}, {0x202b, "RLE"}, {0x202c, "PDF"}, {0x202d, "LRO"}, {0x202e, "RLO"}, {0x2060, "WJ"},
    {0x2066, "LRI"}, {0x2067, "RLI"}, {0x2068, "FSI"}, {0x2069, "PDI"}, {0x00ad, "SHY"}, {0x00a0, "NBSP"}, {0x202f, "NNBSP"},
    {0xfeff, "BOM"}, {'\r', "CR"}, {0x0b, "VT"}, {0x0c, "FF"}, {0x1b, "ESC"}, {0x85, "NEL"}, {0, "NUL"},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (table[i].u == u) return table[i].name;
  return "";
}

static const char *entity_of(int32_t u) {
  return u == '&' ? "&amp;" : u == '<' ? "&lt;" : u == '>' ? "&gt;" : u == '"' ? "&quot;" : u == '\'' ? "&#39;" : NULL;
}

void cli_html_plain(FILE *out, const char *s, size_t len) {
  for (size_t i = 0; i < len;) {
    cli_char ch = cli_char_at(s + i, len - i);
    const char *escaped = ch.code < 0 ? "\xef\xbf\xbd" : entity_of(ch.code);
    if (escaped)
      fputs(escaped, out);
    else if (ch.code == '\n' || ch.code == '\t' || ch.code == '\r')
      putc(' ', out);
    else if (ch.hidden || is_noncharacter(ch.code))
      fprintf(out, "U+%04X", (unsigned)ch.code);
    else
      fwrite(s + i, 1, ch.len, out);
    i += ch.code < 0 ? cli_broken_length(s + i, len - i) : ch.len;
  }
}

void cli_html_str(FILE *out, const char *s) { cli_html_plain(out, s, strlen(s)); }

void cli_html_text_of(cli_page *p, khb_range r) { cli_html_plain(p->out, p->d->text + r.start, r.end - r.start); }

static void put_broken(cli_page *p, const char *s, size_t n) {
  fprintf(p->out, "<i class=\"b\" title=\"%s", cli_text(p->d->c, MSG_HTML_BYTES));
  for (size_t i = 0; i < n; i++) fprintf(p->out, " %02X", (unsigned)(unsigned char)s[i]);
  fputs("\">\xef\xbf\xbd</i>", p->out);
}

/* A character that is left out, by its name. */
static void put_mark(cli_page *p, int32_t u) {
  const char *name = short_name(u);
  fprintf(p->out, "<i class=\"c\" title=\"U+%04X\" data-c=\"", (unsigned)u);
  if (*name)
    fprintf(p->out, "%s\"></i>", name);
  else
    fprintf(p->out, "U+%04X\"></i>", (unsigned)u);
  p->hidden++;
}

void cli_html_text(cli_page *p, size_t from, size_t to) {
  const char *text = p->d->text;
  int32_t before = 0;
  for (size_t i = from; i < to;) {
    cli_char ch = cli_char_at(text + i, p->d->len - i);
    const char *escaped = entity_of(ch.code);
    if (ch.code < 0)
      ch.len = (uint8_t)cli_broken_length(text + i, p->d->len - i), put_broken(p, text + i, ch.len);
    else if (escaped)
      fputs(escaped, p->out);
    else if (ch.code == '\r' && p->crlf && i + 1 < p->d->len && text[i + 1] == '\n')
      ; /* said once for the whole draft */
    else if ((ch.hidden && ch.code != '\t') || is_noncharacter(ch.code))
      put_mark(p, ch.code);
    else if ((is_invisible(ch.code) && !(ch.code == 0x200d && is_pictograph(before))) || is_odd_space(ch.code))
      fprintf(p->out, "<span class=\"%s\" title=\"U+%04X %s\">%.*s</span>", is_odd_space(ch.code) ? "w" : "z", (unsigned)ch.code,
              short_name(ch.code), (int)ch.len, text + i);
    else
      fwrite(text + i, 1, ch.len, p->out);
    before = ch.code;
    i += ch.len;
  }
}
