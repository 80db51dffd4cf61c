/* fuzz_model.c: model files from hostile hands. The first byte of the input chooses:
 *
 *   'f'   the rest is the file
 *   else  the rest are changes to a good file, 7 bytes each: where (3), how (1: set, add, xor, or fill a run), value (3)
 *
 * What is broken may find anything, but must answer: opening, checking, describing, tagging. Whatever the weights say, names are
 * in order, apart from one another and inside the text, and scores are probabilities.
 */
#include <stdlib.h>
#include <string.h>

#include "../../core/engine.h"
#include "../support/model.h"
#include "../support/support.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)                                                                         \
  do {                                                                                          \
    if (!(condition)) support_die("%s:%d: broken promise: %s", __FILE__, __LINE__, #condition); \
  } while (0)

static const char draft[] =
    "قال وزير الخارجية الأميركي أنتوني بلينكن للأمم المتحدة في نور-سلطان إن القاهرة «النهار» (داعش) 2018 #مجلس_الأمن "
    "وبالولايات المتحدة Antony Blinken جمهورية مصر العربية.";

static khb_engine *engine;
static support_para *para;
static uint8_t *good;
static size_t good_size;

static void make_good(void) {
  engine = support_engine();
  para = support_para_open(engine->lexicon, draft, sizeof draft - 1);
  good = support_model(para, 4, 1, 1, &good_size);
}

static void change(uint8_t *image, const uint8_t *data, size_t size) {
  for (; size >= 7; data += 7, size -= 7) {
    size_t at = ((size_t)data[0] | (size_t)data[1] << 8 | (size_t)data[2] << 16) % good_size;
    switch (data[3] & 3) {
      case 0: image[at] = data[4]; break;
      case 1: image[at] = (uint8_t)(image[at] + data[4]); break;
      case 2: image[at] ^= data[4]; break;
      default:
        for (size_t i = at; i < good_size && i < at + data[5] * 4u; i++) image[i] = data[i & 1 ? 4 : 6];
        break;
    }
  }
  if (!(size & 1)) support_model_seal(image, good_size);
}

static void use(const khb_model *model) {
  khb_candidates c = {0};
  khb_tagger_work *work = khb_tagger_work_open();
  MUST(work && khb_patterns_run(engine->patterns, &para->context, &c));
  size_t known = c.n;
  MUST(khb_model_tag(model, &para->context, work, &c));
  uint32_t end = 0;
  for (size_t i = known; i < c.n; i++) {
    const khb_candidate *x = &c.item[i];
    MUST(x->first >= end && x->last > x->first && x->last <= para->scan.n_tok);
    MUST(x->score >= 0 && x->score <= 1 && x->type < KHB_TYPE_COUNT && x->source == KHB_FROM_MODEL);
    MUST(x->skip == 0 || x->skip < para->scan.tok[x->first].n_codes);
    end = x->last;
  }
  khb_tagger_work_close(work);
  free(c.item);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (!good) make_good();
  if (!size) return 0;
  bool file = data[0] == 'f';
  size_t n = file ? size - 1 : good_size;
  uint8_t *image = malloc(n ? n : 1); /* of its own size: a step outside is seen */
  if (!image) support_die("no memory");
  memcpy(image, file ? data + 1 : good, n);
  if (!file) change(image, data + 1, size - 1);
  khb_model *model = NULL;
  khb_error err;
  if (khb_model_open_memory(image, n, "fuzz", &model, &err) == KHB_OK) {
    khb_model_info info;
    khb_model_describe(model, &info);
    for (uint32_t i = 0; i < info.n_types; i++) MUST(strlen(info.type[i].name) < n);
    MUST(strlen(info.title) < n && strlen(info.licence) < n);
    khb_status status = khb_model_check(model, &err);
    MUST(status == KHB_OK || status == KHB_ERR_FORMAT);
    use(model);
    khb_model_close(model);
  } else {
    MUST(model == NULL);
  }
  free(image);
  return 0;
}
