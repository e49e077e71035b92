using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>SET lock_timeout to 0, or to half a minute and more.</summary>
internal sealed class LockTimeoutOff : Rule
{
    internal override string Title => "the script turns off what bounds its waiting";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["pgfence:lock-timeout-zero", "pgfence:lock-timeout-too-long"];

    internal override IReadOnlyList<string> Kinds => ["VariableSetStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Body.Is("name"u8, "lock_timeout"u8) || !context.Body.Is("kind"u8, "VAR_SET_VALUE"u8) || Milliseconds(context.Body) is not (0 or >= 30_000))
            return [];

        return
        [
            new Found(
                "a statement that waits for its lock for so long makes everybody behind it wait too, also for a table that is only read",
                "Leave it out: the stall budget (locks.stall_budget) bounds each try, and the deadline all of them."),
        ];
    }

    private static double? Milliseconds(Node statement)
    {
        var value = statement.Items("args"u8).Select(a => a.Child("A_Const"u8)).FirstOrDefault();
        return value?.Child("ival"u8) is { } number ? number.Number("ival"u8) : Duration(value?.Child("sval"u8)?.Word("sval"u8)?.Trim() ?? "?");
    }

    private static double? Duration(string text)
    {
        var unit = text.TrimStart("0123456789. ".ToCharArray());
        if (!double.TryParse(text[..^unit.Length], System.Globalization.CultureInfo.InvariantCulture, out var number))
            return null;

        return number * unit switch
        {
            "us" => 0.001,
            "s" => 1000,
            "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => 1,
        };
    }
}
