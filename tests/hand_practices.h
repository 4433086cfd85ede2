/* Five made-up practices, few enough to place by hand:
 *
 *     code    name             PCN                  district                 ICB
 *     X00001  Harbour Surgery  U00001 Harbour PCN   E00000001 Portside       QAA NHS Sea
 * ICB X00002  Quay Surgery     U00001 Harbour PCN   E00000001 Portside       QAA NHS Sea
 * ICB X00003  Hill Practice    U00002 Hill PCN      E00000002 Isle of Gull   QAA NHS Sea
 * ICB X00004  Mill Practice    U00003 Hill PCN      E00000002 Isle of Gull   QAA NHS Sea
 * ICB X00005  Far Surgery      U00004 Far PCN       E00000003 Farham         QBB NHS Land
 * ICB
 *
 * Two PCNs share a name.
 */
#ifndef APPORTION_TESTS_HAND_PRACTICES_H
#define APPORTION_TESTS_HAND_PRACTICES_H

#include <string.h>

#include "base/files.h"
#include "import/practices.h"

#define HAND_SEA         .icb = "QAA", .icb_name = "NHS Sea ICB"
#define HAND_HARBOUR     .pcn = "U00001", .pcn_name = "Harbour PCN"
#define HAND_PORTSIDE    .district = "E00000001", .district_name = "Portside"
#define HAND_GULL        .district = "E00000002", .district_name = "Isle of Gull"
#define HAND_IS(at, who) .code = "X0000" #at, .name = (who), .line = (at) + 1

enum { HAND_PRACTICES = 5 };

typedef struct ap_hand {
    ap_practice rows[HAND_PRACTICES];
    ap_practices practices;
} ap_hand;

/** Fill in *hand, which the practices then borrow. */
static inline const ap_practices *hand_practices(ap_hand *hand)
{
    *hand = (ap_hand){
        .rows = {
            {HAND_IS(1, "Harbour Surgery"), HAND_HARBOUR, HAND_PORTSIDE, HAND_SEA},
            {HAND_IS(2, "Quay Surgery"), HAND_HARBOUR, HAND_PORTSIDE, HAND_SEA},
            {HAND_IS(3, "Hill Practice"), .pcn = "U00002", .pcn_name = "Hill PCN",
             HAND_GULL, HAND_SEA},
            {HAND_IS(4, "Mill Practice"), .pcn = "U00003", .pcn_name = "Hill PCN",
             HAND_GULL, HAND_SEA},
            {HAND_IS(5, "Far Surgery"), .pcn = "U00004", .pcn_name = "Far PCN",
             .icb = "QBB", .icb_name = "NHS Land ICB", .district = "E00000003",
             .district_name = "Farham"},
        }};
    hand->practices = (ap_practices){
        .file = "practices.csv", .count = HAND_PRACTICES, .rows = hand->rows};
    return &hand->practices;
}

#endif
