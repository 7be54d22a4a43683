// The latest searches, kept on this device only: nothing of them is sent anywhere. They are forgotten at logout, and
// when the page shows that somebody who was logged in no longer is.

const KEY = "metodparmen-searches";
const MOST = 6;
const LONGEST = 80;

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(kept?.searches) ? kept : { searches: [], loggedIn: false };
  } catch {
    return { searches: [], loggedIn: false }; // storage is closed, or holds something else
  }
}

const logout = document.querySelector('form[action$="/logga-ut/"]');

export function recentSearches() {
  return read().searches.filter((each) => typeof each === "string");
}

export function remember(text) {
  const search = text.trim().slice(0, LONGEST);
  if (!search) return;
  const others = recentSearches().filter((each) => each.toLowerCase() !== search.toLowerCase());
  try {
    localStorage.setItem(KEY, JSON.stringify({ searches: [search, ...others].slice(0, MOST), loggedIn: Boolean(logout) }));
  } catch {
    // Storage is full or closed: then nothing is remembered.
  }
}

export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Storage is closed: then nothing was remembered.
  }
}

logout?.addEventListener("submit", forget);
if (!logout && read().loggedIn) forget();
