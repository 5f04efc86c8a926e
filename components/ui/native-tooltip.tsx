import { cloneElement, type ReactElement, type ReactNode } from 'react'

/**
 * Stands where Kumo's own components name Kumo's Tooltip (next.config.js): the browser's own, which costs nothing. A
 * tooltip with more than a text in it would be Kumo's, asked for by its name.
 */
function Tooltip({
  content,
  render,
  children,
}: {
  content: string
  /** What it speaks of. */
  render: ReactElement<{ title?: string; children?: ReactNode }>
  children?: ReactNode
}) {
  return cloneElement(render, { title: content }, children ?? render.props.children)
}

// The name that Kumo's built files import it by.
export { Tooltip as t }
