/* sections.c: the table of sections of a file that is mapped: every offset and length is checked before anything is read through it.
 *
 *   header 64 bytes │ table: {id, element size, offset, length, count} … │ sections
 */
#include "format.h"

_Static_assert(sizeof(khb_f_header) == 64 && sizeof(khb_f_section) == 32, "the table follows a header of 64 bytes");

const char *khb_find_sections(const uint8_t *data, size_t size, uint32_t n_sections, const uint32_t *element_size, uint32_t n_ids,
                              khb_place *found) {
  const khb_f_section *table = (const void *)(data + sizeof(khb_f_header));
  for (uint32_t i = 0; i < n_sections; i++) {
    khb_f_section sec = table[i];
    if (sec.offset > size || size - sec.offset < sec.length) return "a section lies outside the file";
    if (sec.offset % 8) return "a section is not aligned";
    if (sec.id == 0 || sec.id >= n_ids) continue;
    if (sec.element != element_size[sec.id]) return "a section has elements of a wrong size";
    if (sec.count > UINT32_MAX - 1 || sec.length != sec.count * sec.element) return "a section has a wrong length";
    if (found[sec.id].data) return "a section stands there twice";
    found[sec.id] = (khb_place){data + sec.offset, (uint32_t)sec.count};
  }
  for (uint32_t id = 1; id < n_ids; id++)
    if (!found[id].data) return "a section is missing";
  return NULL;
}
