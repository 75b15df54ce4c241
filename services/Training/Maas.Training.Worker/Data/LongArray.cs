using Maas.Errors;
using Maas.Training.Plans;

namespace Maas.Training.Worker.Data;

/// <summary>How long an array over all rows may be: .NET's arrays end at 2^31 entries.</summary>
internal static class LongArray
{
    /// <summary>Its length.</summary>
    /// <typeparam name="T">Of its entries.</typeparam>
    /// <param name="rows">Rows.</param>
    /// <param name="width">Entries of a row.</param>
    /// <param name="what">For the message, e.g. "prepared features".</param>
    /// <exception cref="MaasException"><c>DATA_UNSUITABLE</c>: it would be too long.</exception>
    public static int Length<T>(int rows, int width, string what)
    {
        var length = (long)rows * width;
        return length <= Array.MaxLength
            ? (int)length
            : throw PlanErrors.DataUnsuitable(
                $"{rows} rows have {width} {what} each, {length} in all; a worker holds at most {Array.MaxLength}. "
                + "Learn from fewer rows or columns, lower max_terms or max_length of a text, or height and width of an image.");
    }
}
