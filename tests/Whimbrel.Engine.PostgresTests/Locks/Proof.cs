using System.Text;
using Npgsql;
using Whimbrel.Sql;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>Every form on every major, done once for all tests that ask.</summary>
public sealed class Proof(Servers servers)
{
    private readonly Dictionary<int, IReadOnlyList<ProvedForm>> _proved = [];

    internal static string Folder { get; } = Path.Combine(Repository.Root, "tests", "Whimbrel.Engine.PostgresTests", "Locks", "forms");

    internal static IReadOnlyList<Form> Forms { get; } = Form.ReadAll(Folder);

    internal async Task<IReadOnlyList<ProvedForm>> OnAsync(int major)
    {
        if (_proved.TryGetValue(major, out var known))
        {
            return known;
        }

        var proved = new List<ProvedForm>();
        await using var server = await ProofServer.StartAsync(await servers.GetAsync(major), Folder);
        foreach (var form in Forms.Where(f => f.Since <= major))
        {
            proved.Add(await ProveAsync(server, form));
        }

        _proved.Add(major, proved);
        return proved;
    }

    private static async Task<ProvedForm> ProveAsync(ProofServer server, Form form)
    {
        var statement = ParsedScript.Parse("form.sql", Encoding.UTF8.GetBytes(form.Sql)).Statements.Single();
        var schema = server.Schema;
        var proved = new ProvedForm(form, server.Major, LockModel.Of(statement, schema, server.Major), schema);
        try
        {
            var seen = await Observation.OfAsync(server, form);
            if (seen.RunsOutsideTransaction)
            {
                seen = await SoloObservation.OfAsync(server, form);
                await server.BuildAsync();
            }

            return proved with { Difference = Difference.Between(proved.Said, seen) };
        }
        catch (PostgresException e)
        {
            return proved with { Difference = $"the server refuses it: {e.SqlState} {e.MessageText}" };
        }
    }
}
