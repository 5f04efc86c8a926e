'use server'
import { actionOf } from '@/lib/entry/action'
import * as labels from './commands/change-labels'
import * as imports from './commands/import-aliases'
import * as notes from './commands/change-notes'

export const addNote = actionOf(notes.addNote)
export const changeNote = actionOf(notes.changeNote)
export const removeNote = actionOf(notes.removeNote)
export const addTag = actionOf(labels.addTag)
export const removeTag = actionOf(labels.removeTag)
export const addAlias = actionOf(labels.addAlias)
export const removeAlias = actionOf(labels.removeAlias)
export const importAliases = actionOf(imports.importAliases)
