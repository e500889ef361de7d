/* Everything a page needs besides charts. Pages work without it; it makes them quicker and safer. */
import "./swap.js";
import "./forms.js";
import "./lists.js";
import "./columns.js";
import "./parts.js";
import "./pieces.js";
import "./regions.js";
import "./passkeys.js";
import "./search.js";
import "./review.js";
import "./session.js";
import "./sums.js";
import "./bids.js";
import "./ledger.js";
import "./scoring.js";
import "./offline.js";
import "./counter.js";
import "./nearby.js";
import { start as live } from "./live.js";

live();

const charts = document.querySelector('meta[name="charts"]');
if (charts && document.querySelector("[data-chart]")) {
  import(charts.content).then((module) => module.draw(document));
}
