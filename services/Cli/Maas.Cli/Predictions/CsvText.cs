using System.Text;

namespace Maas.Cli.Predictions;

/// <summary>Reads comma-separated text with quotes. Source: RFC 4180.</summary>
internal static class CsvText
{
    /// <summary>Records of fields; empty lines are left out.</summary>
    public static List<IReadOnlyList<string>> Read(string content)
    {
        var records = new List<IReadOnlyList<string>>();
        var fields = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < content.Length; i++)
        {
            var character = content[i];
            if (isQuoted)
            {
                if (character != '"')
                {
                    field.Append(character);
                }
                else if (i + 1 < content.Length && content[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    isQuoted = false;
                }

                continue;
            }

            switch (character)
            {
                case '"' when field.Length == 0:
                    isQuoted = true;
                    break;
                case ',':
                    EndField();
                    break;
                case '\n':
                    EndRecord();
                    break;
                case '\r':
                    break;
                default:
                    field.Append(character);
                    break;
            }
        }

        EndRecord();
        return records;

        void EndField()
        {
            fields.Add(field.ToString());
            field.Clear();
        }

        void EndRecord()
        {
            if (fields.Count == 0 && field.Length == 0)
            {
                return;
            }

            EndField();
            records.Add(fields);
            fields = [];
        }
    }
}
