/* tag_notes.c: what people have settled about a draft, heeded by `khabar tag` in every format.
 *
 *   DRAFT.khabar.yaml ─┬─> date       the day the draft speaks from, unless --date says another
 *                      ├─> entities   a layer of names for this draft alone
 *                      └─> spans ──anchor──> places in the text as it now is ──> khb_document_decide
 *
 * A note that is not surely found any more, or that two editors settled differently, decides nothing; how many these are is said. */
#include "cli.h"

#include <limits.h>
#include <unistd.h>

static bool is_there(const char *path) { return access(path, F_OK) == 0; }

int cli_notes_open(const cli *c, const char *given, const char *draft, cli_draft_notes *n) {
  char path[PATH_MAX];
  khb_error err = {0};
  *n = (cli_draft_notes){0};
  if (!given && (khb_notes_path(draft, path, sizeof path, &err) != KHB_OK || !is_there(path))) return CLI_FINE;
  if (given && !is_there(given)) return cli_error(c, given, MSG_CANNOT_OPEN, MSG_DO_CHECK_PATH, "No such file or directory", NULL), CLI_BAD;
  n->path = strdup(given ? given : path);
  if (!n->path) return cli_error_nomem(c);
  khb_status status = khb_notes_open(n->path, &n->notes, &err);
  if (status == KHB_OK) status = khb_notes_entities(n->path, &n->own, &err);
  if (status == KHB_OK) return CLI_FINE;
  cli_notes_close(n);
  return cli_error_khb(c, &err);
}

void cli_notes_close(cli_draft_notes *n) {
  khb_notes_close(n->notes);
  free(n->path);
  *n = (cli_draft_notes){0};
}

const char *cli_notes_date(const cli_draft_notes *n) {
  const char *date = n->notes ? khb_notes_field(n->notes, "date") : "";
  return cli_valid_date(date) ? date : NULL;
}

static void say_aside(const cli *c, const char *name, cli_msg what, uint32_t n) {
  char count[16];
  snprintf(count, sizeof count, "%u", n);
  if (n) cli_error(c, name, what, MSG_DO_NOTES, count, NULL);
}

int cli_notes_settle(const cli *c, const cli_draft_notes *n, const char *name, const char *text, size_t len, cli_settled *settled) {
  *settled = (cli_settled){0};
  if (!n->notes) return CLI_FINE;
  uint32_t count = khb_notes_count(n->notes), lost = 0, both = 0;
  settled->list = malloc((count + 1) * sizeof *settled->list);
  if (!settled->list || khb_notes_anchor(n->notes, text, len, &lost) != KHB_OK) {
    free(settled->list);
    return cli_error_nomem(c);
  }
  lost = 0; /* of those that decide anything */
  for (uint32_t i = 0; i < count; i++) {
    khb_note note;
    khb_notes_get(n->notes, i, &note);
    if (note.status == KHB_NOTE_OPEN || !*note.exact) continue;
    if (note.place == KHB_PLACE_LOST) lost++;
    else if (note.conflict) both++;
    else settled->list[settled->n++] = (khb_decision){.start = note.start, .end = note.end, .status = note.status, .type = note.type, .entity = note.entity};
  }
  say_aside(c, name, MSG_NOTES_LOST, lost);
  say_aside(c, name, MSG_NOTES_BOTH, both);
  return CLI_FINE;
}
