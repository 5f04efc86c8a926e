import { NextResponse, type NextRequest } from 'next/server'

/**
 * Puts a fresh nonce and the Content-Security-Policy on every page. It decides nothing about who may see what:
 * pages and actions ask `lib/auth/session` themselves.
 */
export function proxy(request: NextRequest) {
  const nonce = btoa(crypto.randomUUID())
  const policy = contentSecurityPolicy(nonce)

  // Next reads the nonce for its own scripts from the request's policy; the layout reads x-nonce for ours.
  const headers = new Headers(request.headers)
  headers.set('content-security-policy', policy)
  headers.set('x-nonce', nonce)
  // Where the sign-in page leads back to.
  headers.set('x-tenantdesk-path', request.nextUrl.pathname + request.nextUrl.search)

  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

// Not for next-auth's own addresses, nor where a file is sent: for a proxy, Next keeps ten megabytes of a body before
// anybody can refuse it, and cuts off the rest.
export const config = {
  matcher: '/((?!api/auth/|api/onboarding/upload|_next/static|_next/image|favicon.ico|icon.svg).*)',
}

function contentSecurityPolicy(nonce: string) {
  // React and hot reload evaluate code and talk over a socket, in development only.
  const development = process.env.NODE_ENV === 'development'
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' 'nonce-${nonce}'${development ? " 'unsafe-inline'" : ''}`,
    // Server-rendered style attributes (widths of skeletons, Kumo's custom properties) cannot carry a nonce.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
