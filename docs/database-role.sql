-- A database role for the program in production (PostgreSQL), which may work but neither change the history nor lift
-- what guards it. The owner of the tables (here: duban) runs `manage.py migrate` and nothing else; web, worker and beat
-- connect as duban_app (DATABASE_URL=postgres://duban_app:…). Run it as the owner or as a superuser, once after the first
-- migration and again after each upgrade:
--
--     psql -d duban -f docs/database-role.sql
--     psql -d duban -c "ALTER ROLE duban_app LOGIN PASSWORD '…'"
--
-- tests/test_database_role.py runs it and attacks.

DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'duban_app') THEN
        CREATE ROLE duban_app NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT;
    END IF;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM duban_app;
GRANT USAGE ON SCHEMA public TO duban_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO duban_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO duban_app;

-- The history and the access log only grow. (The access log's own trigger lets go what is older than six months.)
REVOKE UPDATE, DELETE ON tracker_event FROM duban_app;
REVOKE UPDATE ON tracker_accessrecord FROM duban_app;
-- What the schema is, only the owner says.
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM duban_app;
