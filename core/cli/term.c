/* term.c: what may reach a terminal. A draft is somebody else's bytes: an ESC in it could retitle the window, a bidi
 * override could turn a name round. Such characters are shown by name instead: <U+001B>, <U+202E>; bytes that are not
 * UTF-8 as <FF>. The zero-width joiners stay: they are spelling in Persian and other languages of the script. */
#include "cli.h"

#include <unistd.h>
#include <utf8proc.h>

static bool is_hidden(int32_t u) {
  if (u < 0x20 || (u >= 0x7f && u < 0xa0)) return true;                /* C0, DEL, C1 */
  if (u == 0x061c || u == 0x200e || u == 0x200f) return true;          /* ALM, LRM, RLM */
  return (u >= 0x2028 && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069); /* separators, embeddings, isolates */
}

cli_char cli_char_at(const char *s, size_t len) {
  if ((unsigned char)*s < 0x80) {
    int32_t u = (unsigned char)*s;
    return (cli_char){.code = u, .len = 1, .hidden = u < 0x20 || u == 0x7f};
  }
  utf8proc_int32_t u = -1;
  utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)(len < 4 ? len : 4), &u);
  if (n <= 0) return (cli_char){.code = -1, .len = 1, .hidden = true};
  return (cli_char){.code = u, .len = (uint8_t)n, .hidden = is_hidden(u)};
}

/* Bytes from `s` that need no care at all. */
static size_t clean_run(const char *s, size_t len) {
  size_t i = 0;
  while (i < len) {
    unsigned char b = (unsigned char)s[i];
    if (b >= 0x20 && b < 0x7f) {
      i++;
      continue;
    }
    cli_char ch = cli_char_at(s + i, len - i);
    if (ch.hidden) break;
    i += ch.len;
  }
  return i;
}

static void put_name(FILE *out, cli_char ch, const char *s) {
  if (ch.code < 0)
    fprintf(out, "<%02X>", (unsigned)(unsigned char)*s);
  else
    fprintf(out, "<U+%04X>", (unsigned)ch.code);
}

static bool is_line_end(const char *text, size_t at, size_t len) {
  return text[at] == '\n' || (text[at] == '\r' && at + 1 < len && text[at + 1] == '\n');
}

void cli_put_text(FILE *out, const char *text, size_t from, size_t to, size_t len, const char *style) {
  /* The style is put before the first visible character of each line and taken off after the last. */
  bool on = false;
  const char *set = style ? style : "";
  while (from < to) {
    size_t n = clean_run(text + from, to - from);
    if (n) {
      if (!on) fputs(set, out), on = true;
      fwrite(text + from, 1, n, out);
      from += n;
      continue;
    }
    cli_char ch = cli_char_at(text + from, to - from);
    if (ch.code == '\t' || is_line_end(text, from, len)) {
      if (on && *set) fputs("\x1b[0m", out);
      on = false;
      putc(text[from], out);
    } else {
      if (style) fputs(on && *set ? "\x1b[0m\x1b[7m" : "\x1b[7m", out);
      put_name(out, ch, text + from);
      if (style) fputs("\x1b[0m", out);
      on = false;
    }
    from += ch.len;
  }
  if (on && *set) fputs("\x1b[0m", out);
}

void cli_put_line(FILE *out, const char *s, size_t len) {
  for (size_t i = 0; i < len;) {
    size_t n = clean_run(s + i, len - i);
    fwrite(s + i, 1, n, out);
    i += n;
    if (i >= len) break;
    cli_char ch = cli_char_at(s + i, len - i);
    put_name(out, ch, s + i);
    i += ch.len;
  }
}

void cli_put_str(FILE *out, const char *s) { cli_put_line(out, s, strlen(s)); }

void cli_put_field(FILE *out, const char *s, size_t len) {
  for (size_t i = 0; i < len;) {
    cli_char ch = cli_char_at(s + i, len - i);
    if (ch.code == '\\')
      fputs("\\\\", out);
    else if (ch.code == '\t')
      fputs("\\t", out);
    else if (ch.code == '\n')
      fputs("\\n", out);
    else if (ch.code == '\r')
      fputs("\\r", out);
    else if (ch.code < 0)
      fprintf(out, "\\x%02X", (unsigned)(unsigned char)s[i]);
    else if (ch.hidden)
      fprintf(out, "\\u%04X", (unsigned)ch.code);
    else
      fwrite(s + i, 1, ch.len, out);
    i += ch.len;
  }
}

/* ---- colours ----------------------------------------------------------------------------------------------------- */

const char *const cli_color_when[] = {"auto", "always", "never", NULL};

static bool has_256(const char *term) {
  const char *depth = getenv("COLORTERM");
  if (depth && (strcmp(depth, "truecolor") == 0 || strcmp(depth, "24bit") == 0)) return true;
  static const char *const rich[] = {"256color", "direct", "kitty", "alacritty", "foot", "ghostty", "wezterm"};
  for (size_t i = 0; i < sizeof rich / sizeof *rich; i++)
    if (strstr(term, rich[i])) return true;
  return false;
}

cli_color cli_color_choose(int when, FILE *out) {
  const char *term = getenv("TERM"), *no = getenv("NO_COLOR");
  if (!term) term = "";
  if (when == 2) return CLI_COLOR_NONE;
  if (when == 0 && ((no && *no) || !isatty(fileno(out)) || !*term || strcmp(term, "dumb") == 0)) return CLI_COLOR_NONE;
  return has_256(term) ? CLI_COLOR_256 : CLI_COLOR_16;
}

/* Colours of the 256-colour cube in the middle of the lightness scale, so that they read on dark and on light ground.
   Kinds of names are families: people and groups blue, bodies orange, places green, things violet, time brown, figures
   grey-olive. */
static const struct { uint8_t c256, c16; } type_color[KHB_TYPE_COUNT] = {
  [KHB_PERS] = {33, 34},     [KHB_NORP] = {37, 36},     [KHB_OCC] = {67, 36},      [KHB_ORG] = {172, 33},
  [KHB_GPE] = {71, 32},      [KHB_LOC] = {72, 32},      [KHB_FAC] = {107, 32},     [KHB_EVENT] = {170, 35},
  [KHB_PRODUCT] = {133, 35}, [KHB_LAW] = {139, 35},     [KHB_LANGUAGE] = {109, 36}, [KHB_WEBSITE] = {75, 34},
  [KHB_DATE] = {137, 31},    [KHB_TIME] = {137, 31},    [KHB_DURATION] = {137, 31}, [KHB_CARDINAL] = {144, 90},
  [KHB_ORDINAL] = {144, 90}, [KHB_PERCENT] = {142, 90}, [KHB_QUANTITY] = {142, 90}, [KHB_MONEY] = {142, 90},
};

void cli_color_type(cli_color color, khb_type type, bool underline, bool bold, char buf[32]) {
  const char *more = underline && bold ? ";1;4" : underline ? ";4" : bold ? ";1" : "";
  buf[0] = 0;
  if (color == CLI_COLOR_NONE || (unsigned)type >= KHB_TYPE_COUNT) return;
  if (color == CLI_COLOR_256)
    snprintf(buf, 32, "\x1b[38;5;%u%sm", type_color[type].c256, more);
  else
    snprintf(buf, 32, "\x1b[%u%sm", type_color[type].c16, more);
}
