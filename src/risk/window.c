#include "risk/window.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Make the window reach the place. It always reaches the place that it began with. */
static bool reaches(ap_window *window, uint32_t place)
{
    uint32_t end = window->first + (window->count == 0 ? 1 : window->count);
    uint32_t first = place < window->first ? place : window->first;
    uint32_t count = (place >= end ? place + 1 : end) - first;
    if (count == window->count) {
        return true;
    }
    void **rooms = calloc(count, sizeof *rooms);
    if (rooms == NULL) {
        return false;
    }
    if (window->count > 0) {
        memcpy(rooms + (window->first - first), window->rooms,
               window->count * sizeof *rooms);
    }
    free(window->rooms);
    window->rooms = rooms;
    window->first = first;
    window->count = count;
    return true;
}

void *ap_window_room(ap_window *window, uint32_t place)
{
    if (!reaches(window, place)) {
        return NULL;
    }
    void **room = &window->rooms[place - window->first];
    if (*room == NULL) {
        *room = calloc(1, window->size);
    }
    return *room;
}

void ap_window_clear(ap_window *window)
{
    for (uint32_t k = 0; k < window->count; k++) {
        if (window->rooms[k] != NULL) {
            memset(window->rooms[k], 0, window->size);
        }
    }
}

void ap_window_free(ap_window *window)
{
    for (uint32_t k = 0; k < window->count; k++) {
        free(window->rooms[k]);
    }
    free(window->rooms);
    window->rooms = NULL;
    window->count = 0;
}
