/* json.c: JSON out, straight to a stream: an answer may be larger than the text it speaks of. What comes out is valid
 * JSON whatever bytes went in, and safe to print on a terminal. (JSON in is read by jansson, in tag.c.) */
#include "cli.h"

static void put_escape(FILE *out, int32_t u) {
  switch (u) {
    case '\n': fputs("\\n", out); break;
    case '\t': fputs("\\t", out); break;
    case '\r': fputs("\\r", out); break;
    default: fprintf(out, "\\u%04x", (unsigned)u); /* everything hidden is below U+10000 */
  }
}

void cli_json_string(FILE *out, const char *s, size_t len) {
  putc('"', out);
  size_t kept = 0; /* s[kept, i) waits to be written as it stands */
  for (size_t i = 0; i < len;) {
    cli_char ch = cli_char_at(s + i, len - i);
    if (!ch.hidden && ch.code != '"' && ch.code != '\\') {
      i += ch.len;
      continue;
    }
    fwrite(s + kept, 1, i - kept, out);
    if (ch.code < 0)
      fputs("\xef\xbf\xbd", out);
    else if (ch.hidden)
      put_escape(out, ch.code);
    else
      putc('\\', out), putc(ch.code, out);
    i += ch.len;
    kept = i;
  }
  fwrite(s + kept, 1, len - kept, out);
  putc('"', out);
}

void cli_json_str(FILE *out, const char *s) {
  if (s && *s)
    cli_json_string(out, s, strlen(s));
  else
    fputs("null", out);
}

void cli_json_score(FILE *out, float score) {
  int mille = score >= 1.0f ? 1000 : score > 0.0f ? (int)(score * 1000.0f + 0.5f) : 0; /* NaN fails both tests: 0 */
  if (mille % 10)
    fprintf(out, "%d.%03d", mille / 1000, mille % 1000);
  else
    fprintf(out, "%d.%02d", mille / 1000, mille / 10 % 100);
}

void cli_json_clitics(FILE *out, uint8_t bits) {
  static const struct { uint8_t bit; const char *letters; } slot[] = {
    {KHB_PRO_WA, "و"}, {KHB_PRO_FA, "ف"}, {KHB_PRO_BI, "ب"}, {KHB_PRO_KA, "ك"}, {KHB_PRO_LI, "ل"}, {KHB_PRO_SA, "س"},
    {KHB_PRO_AL, "ال"},
  };
  putc('"', out);
  for (size_t i = 0; i < sizeof slot / sizeof *slot; i++)
    if (bits & slot[i].bit) fputs(slot[i].letters, out);
  putc('"', out);
}
