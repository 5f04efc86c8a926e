-- Runs without an account: their unit tells whose it will be.
UPDATE "onboarding_run" r SET "tenant_id" = b."tenant_id"
FROM "belonging" b WHERE b."id" = r."unit_id" AND r."tenant_id" IS NULL;
