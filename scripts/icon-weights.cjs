/**
 * Leaves of an icon's six weights (a file of Phosphor's) the three that are drawn here and in Kumo. The others were a
 * twentieth of what the browser loads of a form.
 */
module.exports = function iconWeights(source) {
  const kept = source.replace(/ {2}\[\n {4}"(?:duotone|light|thin)",\n[\s\S]*?\n {2}\],?\n/g, '')
  const weights = [...kept.matchAll(/^ {4}"(\w+)",$/gm)].map(([, weight]) => weight)
  if (weights.join() !== 'bold,fill,regular')
    throw new Error(`An icon has other weights than were known: ${weights}`)
  return kept
}
