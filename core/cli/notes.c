/* notes.c: `khabar notes list|check|move DRAFT…`: what people have settled about drafts, outside an editor.
 *
 *   list    every note with its place in the draft as it now is
 *   check   the notes that are not surely found any more, and those that two editors settled differently; exit status 1 when there are any
 *   move    writes the places anew; with --to=NEW the notes of a draft that was renamed or written anew go there
 */
#include "cli.h"

#include <limits.h>

static const char *const formats[] = {"text", "json", NULL};
static const char *const tasks[] = {"list", "check", "move", NULL};
enum { LIST, CHECK, MOVE };

enum { OPT_FORMAT, OPT_TO, OPT_HELP };
static const cli_option options[] = {
  {"format", 'f', true, formats}, {"to", 0, true, NULL}, {"help", 'h', false, NULL}, {NULL, 0, false, NULL},
};

typedef struct notes_job {
  const cli *c;
  int task;
  bool json;
  const char *to;
  const char **drafts;
  size_t n_drafts;
} notes_job;

enum { FINDINGS = 1 };

static const char *place_name(const cli *c, unsigned place) {
  static const cli_msg names[] = {MSG_PLACE_UNKNOWN, MSG_PLACE_SAME, MSG_PLACE_MOVED, MSG_PLACE_CHANGED, MSG_PLACE_LOST};
  return cli_text(c, names[place < 5 ? place : 0]);
}

/* In JSON the words are the same in every language. */
static const char *place_key(unsigned place) {
  static const char *const keys[] = {"unknown", "same", "moved", "changed", "lost"};
  return keys[place < 5 ? place : 0];
}

static uint32_t line_of(const char *text, uint32_t at) {
  uint32_t line = 1;
  for (uint32_t i = 0; i < at; i++) line += text[i] == '\n';
  return line;
}

/* DRAFT:LINE: type status “words” (place) remark */
static void put_text(const cli *c, const char *draft, const char *text, size_t len, const khb_note *n) {
  cli_put_str(stdout, draft);
  if (n->place != KHB_PLACE_LOST && n->start <= len) printf(":%u", line_of(text, n->start));
  printf(": %s%s%s  ", n->type >= 0 ? khb_type_name((khb_type)n->type) : "", n->type >= 0 ? " " : "", khb_note_status_name((khb_note_status)n->status));
  cli_put_str(stdout, n->exact);
  printf("  (%s)", place_name(c, n->place));
  if (n->conflict) printf("  [%s]", cli_text(c, MSG_NOTE_CONFLICT));
  if (*n->text) fputs("  ", stdout), cli_put_str(stdout, n->text);
  putchar('\n');
}

static void put_key(const char *key, const char *value) {
  printf(", \"%s\": ", key);
  if (*value) cli_json_str(stdout, value);
  else fputs("null", stdout);
}

static void put_json(const khb_note *n) {
  printf("{\"start\": %u, \"end\": %u, \"place\": \"%s\", \"score\": %.2f, \"status\": \"%s\"", n->start, n->end, place_key(n->place), (double)n->score,
         khb_note_status_name((khb_note_status)n->status));
  put_key("type", n->type >= 0 ? khb_type_name((khb_type)n->type) : "");
  put_key("exact", n->exact);
  put_key("entity", n->entity);
  put_key("note", n->text);
  put_key("check", n->check);
  put_key("source", n->source);
  printf(", \"conflict\": %s}", n->conflict ? "true" : "false");
}

/* Prints the notes of one draft. Returns whether `check` has found any. */
static bool put_notes(const notes_job *job, const khb_notes *notes, const char *draft, const char *text, size_t len) {
  bool found = false, first = true;
  if (job->json) {
    fputs("{\"schema\": 1, \"draft\": ", stdout);
    cli_json_str(stdout, draft);
    fputs(", \"notes\": [", stdout);
  }
  for (uint32_t i = 0; i < khb_notes_count(notes); i++) {
    khb_note n;
    khb_notes_get(notes, i, &n);
    bool finding = n.place == KHB_PLACE_LOST || n.conflict;
    found = found || finding;
    if (job->task != LIST && !finding) continue;
    if (job->json) {
      if (!first) fputs(", ", stdout);
      put_json(&n);
    } else {
      put_text(job->c, draft, text, len, &n);
    }
    first = false;
  }
  if (job->json) puts("]}");
  return found;
}

/* Places of notes that were found, taken from the text. */
static khb_status move_all(khb_notes *notes, const char *text, size_t len, khb_error *err) {
  for (uint32_t i = 0; i < khb_notes_count(notes); i++) {
    khb_note n;
    khb_notes_get(notes, i, &n);
    if (n.place == KHB_PLACE_LOST || !*n.exact) continue;
    khb_status status = khb_notes_move(notes, i, n.start, n.end, text, len, err);
    if (status != KHB_OK) return status;
  }
  return KHB_OK;
}

/* The notes of a draft as they stand go to the file of another: as a copy that is then written over itself. */
static khb_status copy_notes(const khb_notes *from, khb_notes *to, const char *text, size_t len, uint32_t *lost, khb_error *err) {
  *lost = 0;
  for (uint32_t i = 0; i < khb_notes_count(from); i++) {
    khb_note n;
    khb_notes_get(from, i, &n);
    if (n.place == KHB_PLACE_LOST) {
      ++*lost;
      continue;
    }
    khb_status status = khb_notes_set(to, KHB_NONE, &n, text, len, NULL, err);
    if (status != KHB_OK) return status;
  }
  static const char *const fields[] = {"date", "place", "style"};
  for (int i = 0; i < 3; i++) {
    if (*khb_notes_field(to, fields[i])) continue;
    khb_status status = khb_notes_set_field(to, fields[i], khb_notes_field(from, fields[i]), err);
    if (status != KHB_OK) return status;
  }
  return KHB_OK;
}

static khb_status move_to(const notes_job *job, const khb_notes *notes, const char *text, size_t len, khb_error *err) {
  char path[PATH_MAX];
  uint32_t lost;
  khb_notes *to = NULL;
  khb_status status = khb_notes_path(job->to, path, sizeof path, err);
  if (status == KHB_OK) status = khb_notes_open(path, &to, err);
  if (status == KHB_OK) status = copy_notes(notes, to, text, len, &lost, err);
  if (status == KHB_OK) status = khb_notes_save(to, NULL, err);
  khb_notes_close(to);
  return status;
}

static khb_status do_task(const notes_job *job, khb_notes *notes, const char *draft, const char *text, size_t len, bool *found, khb_error *err) {
  khb_status status = khb_notes_anchor(notes, text, len, NULL);
  if (status != KHB_OK) {
    err->status = status;
    return status;
  }
  if (job->task == MOVE) status = job->to ? move_to(job, notes, text, len, err) : move_all(notes, text, len, err);
  if (status == KHB_OK && job->task == MOVE && !job->to) status = khb_notes_save(notes, NULL, err);
  if (status == KHB_OK) *found = put_notes(job, notes, draft, text, len) || *found;
  return status;
}

static int run_draft(const notes_job *job, const char *draft, bool *found) {
  char path[PATH_MAX], *text;
  size_t len;
  khb_notes *notes = NULL;
  khb_error err = {0};
  int read = cli_read(job->c, job->to ? job->to : draft, &text, &len);
  if (read != CLI_FINE) return read;
  khb_status status = khb_notes_path(draft, path, sizeof path, &err);
  if (status == KHB_OK) status = khb_notes_open(path, &notes, &err);
  if (status == KHB_OK) status = do_task(job, notes, job->to ? job->to : draft, text, len, found, &err);
  khb_notes_close(notes);
  free(text);
  return status == KHB_OK ? CLI_FINE : cli_error_khb(job->c, &err);
}

static int run(notes_job *job) {
  if (job->n_drafts == 0 || (job->to && (job->task != MOVE || job->n_drafts > 1))) {
    cli_error(job->c, NULL, job->n_drafts == 0 ? MSG_NOTES_NO_DRAFT : MSG_NOTES_ONE_TO, MSG_DO_HELP_COMMAND, NULL, "notes");
    return CLI_USAGE;
  }
  int status = CLI_FINE;
  bool found = false;
  for (size_t i = 0; i < job->n_drafts; i++) {
    int one = run_draft(job, job->drafts[i], &found);
    if (one > status) status = one;
  }
  return status == CLI_FINE && found && job->task == CHECK ? FINDINGS : status;
}

static int take(void *context, int option, const char *value) {
  notes_job *job = context;
  switch (option) {
    case OPT_FORMAT: job->json = cli_choice(formats, value) == 1; return -1;
    case OPT_TO: job->to = value; return -1;
    case OPT_HELP: cli_help(job->c, stdout, "notes"); return CLI_FINE;
    case CLI_ARG_OPERAND:
      if (job->task >= 0) {
        job->drafts[job->n_drafts++] = value;
        return -1;
      }
      job->task = cli_choice(tasks, value);
      if (job->task >= 0) return -1;
      cli_error(job->c, NULL, MSG_NOTES_TASK, MSG_DO_HELP_COMMAND, value, "notes");
      return CLI_USAGE;
    default: return CLI_USAGE;
  }
}

int cli_notes(cli *c, int argc, char **argv) {
  notes_job job = {.c = c, .task = -1};
  job.drafts = calloc((size_t)argc + 1, sizeof *job.drafts);
  if (!job.drafts) return cli_error_nomem(c);
  int status = cli_options(c, argc, argv, options, take, &job);
  if (status < 0) status = run(&job);
  free(job.drafts);
  return status;
}
