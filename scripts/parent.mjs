/**
 * Calls `whenGone` once when the process that started this one has ended, however it ended: nobody can catch SIGKILL,
 * but everybody can notice being an orphan.
 * @param {() => void} whenGone
 */
export function watchParent(whenGone) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    whenGone()
  }, 250)
  watch.unref()
}
