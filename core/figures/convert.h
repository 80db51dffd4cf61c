/* convert.h: what units of measure are worth, and the conversion of a figure into others. Nothing is converted unasked.
 *
 *   class name of annotations/lexicon/conversions.yaml, taken apart once, when the engine opens; its fields stay in the name:
 *
 *     convert.length imperial 1609.344 mi ميل          convert.temperature imperial 5/9-160/9 °F درجة فهرنهايت (حرارة)
 *             └quantity       │        │  └unit                                     │  └offset                └reading
 *                     system──┘        └symbol                                      └factor
 *
 * A value x of a unit is x * factor + offset of the first unit of its quantity.
 */
#ifndef KHB_CONVERT_H
#define KHB_CONVERT_H

#include "figures.h"

typedef struct khb_slice {
  const char *s;
  size_t n;
} khb_slice;

typedef struct khb_rate {
  khb_slice quantity, symbol, unit, reading;
  double factor, offset;
  uint8_t system; /* khb_system */
} khb_rate;

/* Takes the name of a class behind "convert." apart. false: it makes no sense. */
bool khb_rate_read(const char *name, khb_rate *out);

/* What the public functions of the same names do; `figures` is that of the engine. */
size_t khb_figures_measures(const khb_figures *figures, khb_measure *out, size_t cap);
size_t khb_figures_convert(const khb_figures *figures, const khb_value *value, const char *to, size_t len,
                           khb_conversion *out, size_t cap);

#endif
