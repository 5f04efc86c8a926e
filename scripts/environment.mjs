// What programs need of the environment to run at all: where things are, in which language, for which terminal.
const SYSTEM =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TMP|TEMP|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|CI|XDG_\w+|LD_LIBRARY_PATH|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR))$/

/** Also for those who call other machines: the way out. */
export const NETWORK = /^(NODE_USE_ENV_PROXY|(https?|no|all)_proxy)$/i

/** Also for npm: where its registry is and how to get in. */
export const NPM = /^(npm_config_\w+|NPM_TOKEN|NODE_AUTH_TOKEN)$/i

/**
 * Returns the environment for a child process: what the system needs and what matches one of `also`. So no child holds
 * a key or password only because we do; whoever may look at one of them (ps, /proc, a core dump) learns nothing.
 * @param {...RegExp} also
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnvironment(...also) {
  const needed = [SYSTEM, ...also]
  const kept = Object.entries(process.env).filter(([name]) => needed.some((names) => names.test(name)))
  return /** @type {NodeJS.ProcessEnv} */ (Object.fromEntries(kept))
}
