using Whimbrel.Sql.Psql;

namespace Whimbrel.Cli.Output;

/// <summary>What a split script says on stderr: the commands that would be refused.</summary>
internal static class SplitWarnings
{
    public static void Warn(PsqlItem item)
    {
        if (item.Kind == PsqlItemKind.Refused)
        {
            ErrorOutput.Line("WARNING", "yellow", $@"{item.Place.Path}:{item.Place.Line}:{item.Place.Column}: \{item.Command} is refused: {item.Note}");
        }
    }
}
