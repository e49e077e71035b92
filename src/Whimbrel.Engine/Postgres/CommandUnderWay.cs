namespace Whimbrel.Engine.Postgres;

/// <summary>A command whose progress the server tells: COPY (also pg_dump's), CREATE INDEX, ANALYZE, VACUUM, CLUSTER, a base backup.</summary>
/// <param name="Total">Null or 0 as long as the server does not know; of pg_dump's COPY the planner's estimate.</param>
/// <param name="Unit">blocks, rows, bytes, or the transactions that an index waits for.</param>
public sealed record CommandUnderWay(int Pid, string Command, string Phase, long Done, long? Total, string Unit, string Relation, string Application)
{
    /// <summary>0 to 1; null where nobody can tell.</summary>
    public double? Share => Total > 0 ? Math.Clamp((double)Done / Total.Value, 0, 1) : null;

    public static Task<IReadOnlyList<CommandUnderWay>> ReadAsync(Session session, CancellationToken ct) => session.QueryAsync(
        "commands_under_way",
        row => new CommandUnderWay((int)row.Number("Pid"), row.Text("Command"), row.OptionalText("Phase") ?? "", row.OptionalNumber("Done") ?? 0, row.OptionalNumber("Total"), row.Text("Unit"), row.Text("Relation"), row.Text("Application")),
        ct);
}
