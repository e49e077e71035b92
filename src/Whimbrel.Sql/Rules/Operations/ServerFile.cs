namespace Whimbrel.Sql.Rules.Operations;

/// <summary>COPY from or to a file or a program of the server.</summary>
internal sealed class ServerFile : Rule
{
    internal override string Title => "COPY uses a file or a program of the server";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Kinds => ["CopyStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Body.Word("filename"u8) is not { } path)
            return [];

        return
        [
            new Found(
                context.Body.Flag("is_program"u8)
                    ? "a program runs on the database server as its system user, outside of any transaction"
                    : $"{path} is a path on the database server, not here: it is another file on each server, and needs a superuser or a role that may read and write all of them",
                "Let the client send the rows: COPY … FROM stdin, or \\copy."),
        ];
    }
}
