using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Data;

/// <summary>ALTER SEQUENCE … RESTART, or setval with a fixed number.</summary>
internal sealed class SequenceRestart : Rule
{
    internal override string Title => "a sequence is set to a fixed number";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-alter-sequence-values"];

    internal override IReadOnlyList<string> Kinds => ["AlterSeqStmt", "AT_SetIdentity", "SelectStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) => Restarted(context) is not { } sequence || context.IsNew(sequence)
        ? []
        : [new Found($"the sequence of {sequence} gives numbers again that are taken, as soon as the application is further than the script thinks", "Set it from what is there: setval with the greatest number in the table.")];

    private static RelationName? Restarted(RuleContext context) => context.Statement.Kind switch
    {
        "AlterSeqStmt" => context.Body.HasOption("options"u8, "restart"u8) ? context.Body.Relation("sequence"u8) : null,
        "AlterTableStmt" => context.Commands("AT_SetIdentity").Any(c => c.Child("def"u8)?.Unwrap().Body.HasOption("items"u8, "restart"u8) == true) ? context.Body.Relation("relation"u8) : null,
        _ => SetToConstant(context.Body),
    };

    private static RelationName? SetToConstant(Node select)
    {
        var call = select.Items("targetList"u8).Select(t => t.Child("ResTarget"u8)?.Child("val"u8)?.Child("FuncCall"u8)).FirstOrDefault();
        if (call is not { } function || function.DottedName("funcname"u8).Split('.')[^1] != "setval")
            return null;

        var arguments = function.Items("args"u8).Select(a => a.Child("A_Const"u8)).ToList();
        return arguments.Count > 1 && arguments[1]?.Child("ival"u8) is not null && arguments[0]?.Child("sval"u8)?.Word("sval"u8) is { } name
            ? name.Split('.').ToList().ToRelation()
            : null;
    }
}
