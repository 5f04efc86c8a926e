import { lexer, type MarkedToken, type Token, type Tokens } from 'marked'
import { Fragment, type ReactNode } from 'react'

/** Deeper than anybody writes, and far from what a stack takes. */
const DEPTH_MAX = 20
/** Such an address as a link may lead to. No other scheme, and none without: a note is no page of ours. */
const ALLOWED = /^(https?:\/\/|mailto:)/i

/**
 * A text in Markdown, drawn as React elements and nothing else: HTML in it is shown as it was typed, pictures are links to
 * them, and a link leads to http, https or mailto or is no link.
 */
export function Markdown({ text }: { text: string }) {
  const tokens = read(text)
  return (
    <div className="space-y-3 wrap-anywhere">
      {tokens ? <Blocks of={tokens} depth={0} /> : <p className="whitespace-pre-wrap">{text}</p>}
    </div>
  )
}

/** Null where it is nested so deeply that it cannot be read. */
function read(text: string): Token[] | null {
  try {
    return lexer(text, { gfm: true, breaks: true })
  } catch {
    return null
  }
}

function Blocks({ of, depth }: { of: Token[] | undefined; depth: number }): ReactNode {
  return of?.map((token, index) => <Block key={index} token={token as MarkedToken} depth={depth + 1} />)
}

function Block({ token, depth }: { token: MarkedToken; depth: number }): ReactNode {
  if (depth > DEPTH_MAX) return <p>{token.raw}</p>
  switch (token.type) {
    case 'space':
    case 'def':
      return null
    case 'heading':
      // Of the page's own headings a note has none: whoever goes by headings would take them for the page's.
      return (
        <p className={token.depth <= 2 ? 'text-lg font-semibold' : 'font-semibold'}>
          <Inline of={token.tokens} depth={depth} />
        </p>
      )
    case 'paragraph':
      return (
        <p>
          <Inline of={token.tokens} depth={depth} />
        </p>
      )
    case 'blockquote':
      return (
        <blockquote className="space-y-3 border-l-2 border-kumo-line pl-3 text-kumo-subtle">
          <Blocks of={token.tokens} depth={depth} />
        </blockquote>
      )
    case 'list':
      return <List list={token} depth={depth} />
    case 'code':
      return (
        <pre
          // Scrolled by keyboard too.
          tabIndex={0}
          className="overflow-x-auto rounded-md bg-kumo-recessed p-3 font-mono text-[0.8125rem]"
        >
          {token.text}
        </pre>
      )
    case 'table':
      return <Table table={token} depth={depth} />
    case 'hr':
      return <hr className="border-kumo-line" />
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ '
    // Where a list is tight its items hold no paragraphs.
    case 'text':
      return <Inline of={[token]} depth={depth} />
    default:
      return <p className="whitespace-pre-wrap">{token.raw.trimEnd()}</p>
  }
}

function List({ list: { ordered, start, items }, depth }: { list: Tokens.List; depth: number }) {
  const content = items.map((item, index) => (
    <li key={index} className="space-y-1">
      <Blocks of={item.tokens} depth={depth} />
    </li>
  ))
  return ordered ? (
    <ol start={Number(start) || 1} className="list-decimal space-y-1 pl-6">
      {content}
    </ol>
  ) : (
    <ul className="list-disc space-y-1 pl-6">{content}</ul>
  )
}

function Table({ table: { header, rows }, depth }: { table: Tokens.Table; depth: number }) {
  const cells = (row: Tokens.TableCell[], Cell: 'th' | 'td') =>
    row.map(({ tokens }, index) => (
      <Cell key={index} className="border border-kumo-line px-2 py-1 text-left">
        <Inline of={tokens} depth={depth} />
      </Cell>
    ))
  return (
    <div tabIndex={0} className="overflow-x-auto">
      <table className="text-sm">
        <thead>
          <tr>{cells(header, 'th')}</tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>{cells(row, 'td')}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Inline({ of, depth }: { of: Token[] | undefined; depth: number }): ReactNode {
  return of?.map((token, index) => <Span key={index} token={token as MarkedToken} depth={depth + 1} />)
}

function Span({ token, depth }: { token: MarkedToken; depth: number }): ReactNode {
  if (depth > DEPTH_MAX) return token.raw
  const within = 'tokens' in token && <Inline of={token.tokens} depth={depth} />
  switch (token.type) {
    case 'strong':
      return <strong>{within}</strong>
    case 'em':
      return <em>{within}</em>
    case 'del':
      return <del>{within}</del>
    case 'codespan':
      return <code className="rounded-sm bg-kumo-recessed px-1 font-mono text-[0.8125rem]">{token.text}</code>
    case 'br':
      return <br />
    case 'link':
      return <Away href={token.href}>{within}</Away>
    case 'image':
      return <Away href={token.href}>{token.text || token.href}</Away>
    case 'text':
      return token.tokens ? within : <Fragment>{token.text}</Fragment>
    case 'escape':
      return token.text
    default:
      return token.raw
  }
}

function Away({ href, children }: { href: string; children: ReactNode }) {
  if (!ALLOWED.test(href)) return children
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" className="text-link link-current">
      {children}
    </a>
  )
}
