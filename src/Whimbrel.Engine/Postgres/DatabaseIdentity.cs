namespace Whimbrel.Engine.Postgres;

/// <summary>Which database this is, so that a run is never continued against another one.</summary>
/// <param name="SystemIdentifier">pg_control's number of the cluster.</param>
/// <param name="Oid">The database's oid in it.</param>
public sealed record DatabaseIdentity(string SystemIdentifier, long Oid, string Name, string ServerVersion, int Major, bool IsInRecovery, string User, bool IsSuperuser)
{
    public static DatabaseIdentity Unknown { get; } = new("", 0, "", "", 0, IsInRecovery: false, "", IsSuperuser: false);

    public bool IsSameAs(DatabaseIdentity other) => SystemIdentifier == other.SystemIdentifier && Oid == other.Oid;

    internal static DatabaseIdentity Read(Row row) => new(
        row.Text("SystemIdentifier"),
        row.Number("Oid"),
        row.Text("Name"),
        row.Text("ServerVersion"),
        (int)row.Number("Major"),
        row.Claim("IsInRecovery"),
        row.Text("User"),
        row.Claim("IsSuperuser"));
}
