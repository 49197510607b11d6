"""Make the database and the logins that the product runs with. Safe to run at any time, and quick."""

from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from accounts.database_roles import LOGIN_ROLES, ROLES, role_password

LOCK = 7_110_001  # any number, the same in every process: two set-ups at once must wait for each other


class Command(BaseCommand):
    help = "Laver database og database-roller ud fra DATABASE_URL."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        parts: dict[str, Any] = dict(conninfo_to_dict(settings.DATABASE_URL))
        name = str(parts.pop("dbname", None) or "jobordre")
        with psycopg.connect(make_conninfo(**{**parts, "dbname": "postgres"}), autocommit=True) as server:
            server.execute("select pg_advisory_lock(%s)", [LOCK])
            self.make_roles(server)
            self.make_database(server, name)
        with psycopg.connect(make_conninfo(**{**parts, "dbname": name}), autocommit=True) as database:
            database.execute("select pg_advisory_lock(%s)", [LOCK])
            self.prepare_database(database, name)
        self.stdout.write(f"Database {name} og roller er klar.")

    def make_roles(self, server: psycopg.Connection[Any]) -> None:
        known = {row[0] for row in server.execute("select rolname from pg_roles")}
        for key, role in ROLES.items():
            if role not in known:
                server.execute(sql.SQL("create role {}").format(sql.Identifier(role)))
            login = "login" if key in LOGIN_ROLES else "nologin"
            server.execute(
                sql.SQL(
                    "alter role {} " + login + " nosuperuser nobypassrls nocreatedb nocreaterole password {}"
                ).format(
                    sql.Identifier(role),
                    sql.Literal(role_password(settings.SECRET_KEY, key)),
                )
            )
        # Whoever may insert audit rows does so as a member of the audit role; creating objects for the owner
        # needs membership of the owner.
        server.execute("grant jo_audit to jo_web, jo_worker")
        server.execute("grant jo_search to jo_owner")
        is_super = server.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
        if not (is_super and is_super[0]):
            server.execute("grant jo_owner to current_user")

    def make_database(self, server: psycopg.Connection[Any], name: str) -> None:
        if server.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return
        server.execute(
            sql.SQL("create database {} owner jo_owner encoding 'UTF8' template template0").format(
                sql.Identifier(name)
            )
        )

    def prepare_database(self, database: psycopg.Connection[Any], name: str) -> None:
        for extension in ("pg_trgm", "unaccent", "btree_gist"):
            database.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
        for statement in (
            "revoke create on schema public from public",
            "grant usage, create on schema public to jo_owner",
            "grant usage on schema public to jo_web, jo_worker, jo_search, jo_audit",
            "alter default privileges for role jo_owner in schema public"
            " grant select, insert, update, delete on tables to jo_web, jo_worker",
            "alter default privileges for role jo_owner in schema public"
            " grant usage, select on sequences to jo_web, jo_worker",
        ):
            database.execute(statement)
        database.execute(
            sql.SQL("grant connect on database {} to jo_web, jo_worker, jo_audit").format(
                sql.Identifier(name)
            )
        )
