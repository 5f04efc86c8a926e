'use client'

export function Review() {
  return null
}
