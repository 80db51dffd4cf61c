/* project.h: the names that a project or a desk adds, in folders called `.khabar` beside the drafts.
 *
 *   /news/.khabar/desk.yaml            farthest
 *   /news/libya/.khabar/a.yaml
 *   /news/libya/.khabar/names.yaml     nearest: of one folder's files the last by name (byte order) is the nearest
 *   /news/libya/2025/draft.txt         the draft
 *
 *   find.c   which files speak for a draft, and where a new name belongs
 *   add.c    one entity more at the end of such a file; every byte that stands in it stays where it is
 *
 * Files of sidecars (NAME.khabar.yaml) and what starts with a dot are no files of names.
 */
#ifndef KHB_PROJECT_H
#define KHB_PROJECT_H

#include "../base/base.h"

#define KHB_PROJECT_FOLDER ".khabar"
#define KHB_PROJECT_NAMES "names.yaml" /* what a new name is written to */
#define KHB_MAX_PROJECT_FILES 48       /* leaves room for the index and the desk's files among KHB_MAX_LAYERS */

#endif
