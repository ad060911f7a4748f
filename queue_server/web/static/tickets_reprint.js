/** A slip printed once more: where it can be, and what becomes of it. */

import { said } from "./said.js";
import { name, text } from "./texts.js";

const t = (words, values) => text(`console.reprint.${words}`, values);

/** Stations that are there and have a ticket printer: {station_id, name, health}, first the one that gave the number. */
export function stationsThatPrint(floor, byStation) {
  const printing = (floor?.stations ?? [])
    .map((station) => ({ ...station, printers: station.devices.filter(({ kind }) => kind === "ticket_printer") }))
    .filter(({ online, printers }) => online && printers.length > 0)
    .map(({ printers, ...station }) => ({ ...station, health: printers.some(({ health }) => health === "ok") ? "ok" : printers[0].health }));
  return printing.sort((a, b) => (b.station_id === byStation) - (a.station_id === byStation));
}

export function stationName(floor, stationId) {
  return name(floor?.stations.find(({ station_id: id }) => id === stationId)?.name) || (stationId ?? "");
}

/** The fact in the file: {words, tone}; null if there is nothing to tell. */
export function reprintFact({ reprint, reprint_failed: failed }, floor) {
  if (reprint) return { words: t("under_way", { station: stationName(floor, reprint.station_id) }), tone: null };
  return failed ? { words: t("failed"), tone: "care" } : null;
}

/** What to say once the reprint that `was` under way is no more; null if it is still, or another ticket is looked at. */
export function reprintEnded(was, file) {
  if (!was?.reprint || !file || was.ticket.ticket_id !== file.ticket.ticket_id || was.reprint.reprint_id === file.reprint?.reprint_id) return null;
  const { number } = file.ticket;
  return file.reprint_failed ? said(t("said_failed", { number }), "care", "alert-circle") : said(t("said_printed", { number }), null, "printer");
}
