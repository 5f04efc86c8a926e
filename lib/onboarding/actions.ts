'use server'
import { actionOf } from '@/lib/entry/action'
import * as changeDrafts from './commands/change-draft'
import * as templates from './commands/change-template'
import * as createDrafts from './commands/create-draft'
import * as mendImports from './commands/mend-import'
import * as startImports from './commands/start-import'
import * as changeRuns from './commands/change-run'
import * as provisioning from './commands/provision'
import * as saveDrafts from './commands/save-draft'

export const createDraft = actionOf(createDrafts.createDraft)
export const duplicateDraft = actionOf(createDrafts.duplicateDraft)
export const saveDraft = actionOf(saveDrafts.saveDraft)
export const renameDraft = actionOf(changeDrafts.renameDraft)
export const discardDraft = actionOf(changeDrafts.discardDraft)
export const saveTemplate = actionOf(templates.saveTemplate)
export const renameTemplate = actionOf(templates.renameTemplate)
export const deleteTemplate = actionOf(templates.deleteTemplate)
export const mendRows = actionOf(mendImports.mendRows)
export const confirmTwins = actionOf(mendImports.confirmTwins)
export const removeRows = actionOf(mendImports.removeRows)
export const discardImport = actionOf(mendImports.discardImport)
export const provision = actionOf(provisioning.provision)
export const continueRuns = actionOf(changeRuns.continueRuns)
export const stopRuns = actionOf(changeRuns.stopRuns)
export const mendStep = actionOf(changeRuns.mendStep)
export const skipStep = actionOf(changeRuns.skipStep)
export const runAgain = actionOf(mendImports.runAgain)
export const startImport = actionOf(startImports.startImport)
export const pauseImport = actionOf(startImports.pauseImport)
export const resumeImport = actionOf(startImports.resumeImport)
export const cancelImport = actionOf(startImports.cancelImport)
