/** Rooms of equal size that stand at numbered places, most of them empty.
 *
 * What is kept is a window of pointers: as long as the places that are used lie apart, not
 * as many as there could be. To find a room is one comparison and one look-up.
 */
#ifndef APPORTION_RISK_WINDOW_H
#define APPORTION_RISK_WINDOW_H

#include <stddef.h>
#include <stdint.h>

/** Start it with its size and first place, the rest 0. */
typedef struct ap_window {
    void **rooms;   /**< of places first to first + count - 1; NULL where there is none */
    uint32_t first; /**< of an empty window: the place that it begins with */
    uint32_t count;
    size_t size; /**< bytes of a room */
} ap_window;

/** The room of the place, or NULL. */
static inline void *ap_window_at(const ap_window *window, uint32_t place)
{
    uint32_t k = place - window->first;
    return k < window->count ? window->rooms[k] : NULL;
}

/** The room of the place, made and zeroed when there was none; NULL on no memory. */
void *ap_window_room(ap_window *window, uint32_t place);

/** All rooms zeroed, but kept. */
void ap_window_clear(ap_window *window);

/** All rooms given back. */
void ap_window_free(ap_window *window);

#endif
