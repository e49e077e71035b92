using System.Globalization;
using System.Text;
using Whimbrel.Sql.Psql;

namespace Whimbrel.Cli.Output;

/// <summary>A split script to be read by people: each statement under a comment that says where it stands.</summary>
internal sealed class SplitText(PsqlReader reader, Stream output)
{
    private static ReadOnlySpan<byte> EmptyLine => "\n\n"u8;

    public void Write()
    {
        while (reader.Read())
        {
            switch (reader.Item.Kind)
            {
                case PsqlItemKind.Statement:
                    WriteStatement(reader.Item);
                    break;
                case PsqlItemKind.CopyRows:
                    WriteRows();
                    break;
                default:
                    SplitWarnings.Warn(reader.Item);
                    break;
            }
        }
    }

    private void WriteStatement(PsqlItem item)
    {
        var place = item.FirstToken;
        var mark = TransactionBlock.Refuses(item.Text) ? " (not in a transaction block)" : "";
        output.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"-- {place.Path}:{place.Line}{mark}\n")));
        output.Write(item.Text);
        output.Write(EmptyLine);
    }

    private void WriteRows()
    {
        var bytes = 0L;
        for (var rows = reader.NextRows(); !rows.IsEmpty; rows = reader.NextRows())
        {
            bytes += rows.Length;
        }

        output.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"-- {bytes:N0} bytes of rows\n\n")));
    }
}
