using System.Text;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Steps.Assess;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Tests;

/// <summary>Facts that nothing is wrong with; a test changes what it is about.</summary>
internal static class Given
{
    public const string Checksum = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    public static DatabaseIdentity Identity { get; } = new("7341", 16402, "hosting_db", "15.6", 15, IsInRecovery: false, "hosting_user", IsSuperuser: false);

    public static RunFacts Facts { get; } = new(
        "20260314-220000-ab12",
        "migrate",
        Identity,
        "hosting_db on 127.0.0.1:5432",
        "20240201",
        "20240215",
        [new PlannedVersion("20240215", "20240215_add_user_preferences", new Dictionary<string, string>(StringComparer.Ordinal) { ["20240215_add_user_preferences.sql"] = Checksum })],
        "zero",
        3600,
        [],
        [],
        "operator",
        "manager-1",
        4711,
        "0c1d2e3f",
        "0.1.0",
        []);

    public static Assessment Assessment { get; } = new(
        "15.6", "20240201", 123_456_789, [], 12, 100, [], [], [], [], [], new DiskFacts("/data", 60, 6_000_000_000, "/backups", 70, 7_000_000_000), IsInRecovery: false, SeesAllSessions: true, []);

    public static Script Script(string text, string path = "20240215_a.sql") => Sql.Script.Parse(path, Encoding.UTF8.GetBytes(text));

    public static Migration Migration { get; } = new("20240215", "20240215_a", Script("SELECT 1;"), Script("SELECT 1;", "20240215_a_rollback.sql"), null, null);

    public static AppliedMigration Applied(string version, Script? script = null) =>
        new(version, new DateTimeOffset(2024, 2, 1, 22, 4, 0, TimeSpan.Zero), null, script is null ? null : "run", script?.Text, script?.NormalizedSha256, null);
}
