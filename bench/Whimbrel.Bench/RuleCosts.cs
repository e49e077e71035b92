using System.Diagnostics;
using System.Globalization;
using Whimbrel.Sql;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Rules;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Bench;

/// <summary>What each rule costs over a folder of scripts: to find the one that is slow.</summary>
internal static class RuleCosts
{
    private const int ServerMajor = 17;

    internal static int Print(string folder)
    {
        var schema = new DatabaseSchema();
        var costs = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*.sql").Where(f => !f.EndsWith("_rollback.sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(500))
            Examine(Timed(costs, "(parser)", () => ParsedScript.Read(file)), schema, costs);

        foreach (var (name, ticks) in costs.OrderByDescending(c => c.Value).Take(25))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeSpan.FromTicks(ticks * TimeSpan.TicksPerSecond / Stopwatch.Frequency).TotalMilliseconds,10:0.0} ms  {name}"));
        return 0;
    }

    private static void Examine(ParsedScript script, DatabaseSchema schema, Dictionary<string, long> costs)
    {
        var state = new ScriptState(script.Script.Path, schema, ServerMajor);
        foreach (var statement in script.Statements)
        {
            var footprint = Timed(costs, "(lock model)", () => LockModel.Of(statement, schema, ServerMajor));
            var context = new RuleContext(statement, footprint, state);
            foreach (var rule in RuleBook.All.Where(r => r.Kinds.Count == 0 || r.Kinds.Contains(statement.Kind, StringComparer.Ordinal) || statement.Commands.Any(c => r.Kinds.Contains(c.Subtype, StringComparer.Ordinal))))
                Timed(costs, rule.Id, () => rule.Check(context).Count());
            Timed(costs, "(state)", () => { state.Pass(statement, footprint); return 0; });
            Timed(costs, "(schema)", () => { SchemaChanges.Apply(statement, schema, script.Script.Path); return 0; });
        }

        foreach (var rule in RuleBook.All.OfType<LookBackRule>())
            Timed(costs, $"{rule.Id} (end)", () => rule.CheckEnd(state).Count());
    }

    private static T Timed<T>(Dictionary<string, long> costs, string name, Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = work();
        costs[name] = costs.GetValueOrDefault(name) + Stopwatch.GetTimestamp() - start;
        return answer;
    }
}
