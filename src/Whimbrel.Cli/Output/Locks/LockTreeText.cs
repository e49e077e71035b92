using Whimbrel.Cli.Output.Findings;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Cli.Output.Locks;

/// <summary>Who waits for whom as a tree of lines, root blockers first; where nobody waits, who would stand in a migration's way.</summary>
internal sealed class LockTreeText
{
    /// <summary>Off a terminal no width bounds a line.</summary>
    private const int LongestQuery = 200;

    private readonly List<InkLine> _lines = [];

    public static IReadOnlyList<InkLine> Of(LockTree tree, string note = "")
    {
        var text = new LockTreeText();
        text.AddTree(tree, note);
        return text._lines;
    }

    /// <summary>One session with its victims.</summary>
    public static IReadOnlyList<InkLine> Of(LockNode node)
    {
        var text = new LockTreeText();
        text.AddNode(node, "", "");
        return text._lines;
    }

    public static void Write(IEnumerable<InkLine> lines, TextWriter to)
    {
        var width = to == Console.Out && !Console.IsOutputRedirected ? Math.Max(20, Console.WindowWidth) : int.MaxValue;
        foreach (var line in lines)
        {
            to.WriteLine(line.Draw(to == Console.Out ? Ink.OfStdout : Ink.None, width));
        }
    }

    private void AddTree(LockTree tree, string note)
    {
        var head = tree.Waiting switch
        {
            0 => "nobody waits for a lock",
            1 => $"1 session waits for a lock, for {Say(tree.LongestWaitSeconds)}",
            _ => $"{tree.Waiting} sessions wait for locks, the longest for {Say(tree.LongestWaitSeconds)}",
        };
        Line($"{tree.Database}: {head}", (ink, text) => ink.Bold(text)).Add($"  {tree.At:HH:mm:ss} UTC{note}", (ink, text) => ink.Faint(text));
        foreach (var root in tree.Blockers)
        {
            Line("");
            AddNode(root, "", "");
        }

        if (tree.Blockers.Count > 0)
        {
            Line("");
            Line("'whimbrel locks --kill PID' ends a blocker, and asks before.", (ink, text) => ink.Faint(text));
        }
        else
        {
            AddOld(tree);
        }

        if (!tree.SeesAllSessions)
        {
            Line("What other users' sessions do is hidden from our user: let a superuser run GRANT pg_monitor TO our user.", (ink, text) => ink.Yellow(text));
        }
    }

    private void AddOld(LockTree tree)
    {
        var age = Say(tree.OldAfterSeconds);
        Line("");
        Line(tree.OldTransactions.Count == 0
            ? $"No transaction is older than {age}: nothing stands in a migration's way."
            : $"A migration would come upon what is older than {age}:");
        foreach (var old in tree.OldTransactions)
        {
            Line("  ").Add(Name(old.Pid, old.Gid), (ink, text) => ink.Yellow(text)).Add($"  {Who(old.User, old.Application, old.Kind)}  {State(old.State, old.StateSeconds, old.AgeSeconds)}, "
                + (old.Tables.Count == 0 ? "no table locked" : $"locks on {string.Join(", ", old.Tables)}"));
            AddQuery("     ", old.State, old.Query, old.EndWith, old.Protection);
        }
    }

    private void AddNode(LockNode node, string indent, string branch)
    {
        var line = Line(indent + branch).Add(Name(node.Pid, node.Gid), (ink, text) => node.WaitSeconds is null ? ink.Red(text) : ink.Bold(text))
            .Add($"  {Who(node.User, node.Application, node.Kind)}  ");
        if (node.WaitSeconds is { } waits)
        {
            line.Add($"waits {Say(waits)}", (ink, text) => ink.Yellow(text)).Add($" for {node.WaitsFor}, ");
        }

        line.Add(State(node.State, node.StateSeconds, node.AgeSeconds));
        if (node.IsRepeated)
        {
            line.Add(node.IsDeadlock ? " (a deadlock: the server will end one of them)" : " (stands above)");
            return;
        }

        var below = indent + branch switch { "" => "", "└─ " => "   ", _ => "│  " };
        var bar = below + (node.Victims.Count > 0 ? "│  " : "   ");
        foreach (var holds in node.Holds)
        {
            Line(bar).Add($"holds {holds}");
        }

        if (node.Holds.Count == 0 && node.Victims.Count > 0)
        {
            Line(bar).Add("stands before them in the queue");
        }

        AddQuery(bar, node.IsHidden ? "hidden" : node.State, node.Query, node.EndWith, node.Protection);
        for (var i = 0; i < node.Victims.Count; i++)
        {
            AddNode(node.Victims[i], below, i == node.Victims.Count - 1 ? "└─ " : "├─ ");
        }
    }

    private void AddQuery(string indent, string state, string query, string? endWith, string? protection)
    {
        var text = string.Join(' ', query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var said = state switch
        {
            "hidden" => "what it runs is hidden from our user",
            "prepared" => $"has no process; its owner takes it back with: {endWith}",
            _ when text.Length == 0 => null,
            _ when state.StartsWith("idle", StringComparison.Ordinal) => $"last: {text}",
            _ => text,
        };
        if (said is not null)
        {
            Line(indent).Add(said.Length > LongestQuery ? said[..LongestQuery] + "…" : said, (ink, line) => ink.Faint(line));
        }

        if (protection is not null && state != "hidden")
        {
            Line(indent).Add($"not to be ended: it {protection}", (ink, line) => ink.Yellow(line));
        }
    }

    private InkLine Line(string text, Func<Ink, string, string>? colour = null)
    {
        var line = new InkLine().Add(text, colour);
        _lines.Add(line);
        return line;
    }

    private static string Name(int pid, string? gid) => gid is null ? $"pid {pid}" : $"prepared transaction '{gid}'";

    private static string Who(string user, string application, string kind) => (user, application) switch
    {
        ("", _) => kind.Length == 0 ? "a process of the server" : kind,
        (_, "") => user,
        _ => $"{user}, {application}",
    };

    private static string State(string state, double? forSeconds, double? ageSeconds)
    {
        var transaction = ageSeconds is { } age ? $"transaction {Say(age)} old" : "";
        return (state, forSeconds) switch
        {
            ("", _) => ageSeconds is null ? "state hidden" : transaction,
            ("idle", { } since) => $"idle for {Say(since)}, no transaction",
            ("prepared", { } since) => $"prepared {Say(since)} ago",
            (_, { } since) when state.StartsWith("idle in", StringComparison.Ordinal) => $"{state} for {Say(since)}, {transaction}",
            _ => $"{state}, {transaction}",
        };
    }

    private static string Say(double seconds) => Duration.Say(TimeSpan.FromSeconds(seconds));
}
