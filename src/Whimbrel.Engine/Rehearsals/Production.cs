using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>A role of the server, without its password.</summary>
internal sealed record ServerRole(string Name, bool IsSuperuser, bool MayCreateRoles, bool MayCreateDatabases, bool Inherits, bool BypassesRowSecurity, IReadOnlyList<string> MemberOf)
{
    /// <summary>As CREATE ROLE has it.</summary>
    internal string Create => $"CREATE ROLE {Identifier.Quote(Name)} LOGIN {Word(IsSuperuser, "SUPERUSER")} {Word(MayCreateRoles, "CREATEROLE")} {Word(MayCreateDatabases, "CREATEDB")} {Word(Inherits, "INHERIT")} {Word(BypassesRowSecurity, "BYPASSRLS")}";

    /// <summary>Its memberships, to be given when all roles are there.</summary>
    internal IEnumerable<string> Grants => MemberOf.Select(group => $"GRANT {Identifier.Quote(group)} TO {Identifier.Quote(Name)}");

    private static string Word(bool has, string what) => has ? what : "NO" + what;
}

/// <summary>What a copy must have in common with the server in production.</summary>
internal sealed record Production(IReadOnlyList<ServerRole> Roles, IReadOnlyDictionary<string, string> Settings, IReadOnlyList<string> Extensions)
{
    internal static async Task<Production> ReadAsync(Session session, CancellationToken ct)
    {
        var roles = await session.QueryAsync(
            "production_roles",
            row => new ServerRole(row.Text("Name"), row.Claim("IsSuperuser"), row.Claim("MayCreateRoles"), row.Claim("MayCreateDatabases"), row.Claim("Inherits"), row.Claim("BypassesRowSecurity"), [.. row.Items<string>("MemberOf")]),
            ct);
        var settings = await session.QueryAsync("production_settings", row => (Name: row.Text("Name"), Value: row.Text("Value")), ct);
        return new Production(roles, settings.ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal), await session.QueryAsync("production_extensions", row => row.Text("Name"), ct));
    }
}
