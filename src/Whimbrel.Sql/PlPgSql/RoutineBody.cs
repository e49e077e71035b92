using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Native;

namespace Whimbrel.Sql.PlPgSql;

/// <summary>What a DO block, a function or a procedure does when it runs; the lines are those of the script.</summary>
internal sealed record RoutineBody
{
    /// <summary>The kind of a text that EXECUTE runs and that is known only then; its Text is the expression.</summary>
    internal const string DynamicKind = "DynamicExecute";

    /// <summary>The kind of what could not be read; its Text is the reason.</summary>
    internal const string UnreadKind = "UnreadBody";

    internal static RoutineBody Nothing { get; } = new();

    /// <summary>All that it runs, in the order of its text: statements, and what is dynamic or could not be read.</summary>
    internal IReadOnlyList<ParsedStatement> InOrder { get; init; } = [];

    /// <summary>Static SQL, and EXECUTE of a constant text.</summary>
    internal IEnumerable<ParsedStatement> Statements => InOrder.Where(s => s.Kind is not (DynamicKind or UnreadKind));

    internal IEnumerable<ParsedStatement> Dynamic => InOrder.Where(s => s.Kind == DynamicKind);

    internal IEnumerable<ParsedStatement> Unread => InOrder.Where(s => s.Kind == UnreadKind);

    /// <summary>Those that stand in a loop.</summary>
    internal IReadOnlySet<ParsedStatement> InLoop { get; init; } = new HashSet<ParsedStatement>();

    /// <summary>It commits or rolls back: it cannot run in a transaction block.</summary>
    internal bool ControlsTransactions { get; init; }

    /// <summary>Nothing for a statement that is no DO, CREATE FUNCTION or CREATE PROCEDURE.</summary>
    internal static RoutineBody Read(ParsedStatement statement)
    {
        if (statement.Kind is not ("DoStmt" or "CreateFunctionStmt"))
            return Nothing;

        var parts = new RoutineParts(statement, RoutineSource.Of(statement));
        ParserThreads.Run(() => parts.Read());
        return parts.ToBody();
    }

    /// <summary>"DO block", or "function public.f()".</summary>
    internal static string NameOf(ParsedStatement statement)
    {
        if (statement.Kind == "DoStmt")
            return "DO block";
        return $"{(statement.Body.Flag("is_procedure"u8) ? "procedure" : "function")} {statement.Body.DottedName("funcname"u8)}()";
    }
}
