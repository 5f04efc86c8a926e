// Preloaded into the web server. React ends every render with an abort whose reason is an Error that nobody reads. Until
// somebody does, V8 keeps the frames of its stack, a frame keeps the Immediate it ran in, and that the ones before and
// after it with their requests: whatever outlives one request would keep all that follow it, with their whole answers
// (react/react#37288). A stack that was read is text.
const { abort } = AbortController.prototype
AbortController.prototype.abort = function (...reason) {
  abort.apply(this, reason)
  void this.signal.reason?.stack
}
