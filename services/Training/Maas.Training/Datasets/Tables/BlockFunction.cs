using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;
using Calls = DuckDB.NET.Native.NativeMethods.TableFunction;

namespace Maas.Training.Datasets.Tables;

/// <summary>
/// Blocks of rows as a table that SQL can read, once. What the engine's appender does value by value is done here column by
/// column, text is never decoded, and the rows go to the query without being a table of the engine first. Dispose it after the
/// query.
/// </summary>
internal sealed unsafe class BlockFunction : IDisposable
{
    private readonly IReadOnlyList<DataColumn> _columns;
    private readonly Func<RowBlock?> _take;
    private GCHandle _handle;

    private BlockFunction(IReadOnlyList<DataColumn> columns, Func<RowBlock?> take)
    {
        _columns = columns;
        _take = take;
        _handle = GCHandle.Alloc(this);
    }

    /// <summary>Makes a table function without parameters.</summary>
    /// <param name="connection">Knows it from now on.</param>
    /// <param name="name">In SQL.</param>
    /// <param name="columns">Names and kinds.</param>
    /// <param name="take">Gives the next block, null at the end; called by one thread at a time.</param>
    public static BlockFunction Register(
        DuckDBConnection connection, string name, IReadOnlyList<DataColumn> columns, Func<RowBlock?> take)
    {
        var made = new BlockFunction(columns, take);
        var function = Calls.DuckDBCreateTableFunction();
        Calls.DuckDBTableFunctionSetName(function, name);
        Calls.DuckDBTableFunctionSetExtraInfo(function, GCHandle.ToIntPtr(made._handle), &Ignore);
        Calls.DuckDBTableFunctionSetBind(function, &Bind);
        Calls.DuckDBTableFunctionSetInit(function, &Ignore);
        Calls.DuckDBTableFunctionSetFunction(function, &Next);
        var state = Calls.DuckDBRegisterTableFunction(connection.NativeConnection, function);
        Calls.DuckDBDestroyTableFunction(ref function);
        if (state == DuckDBState.Success)
        {
            return made;
        }

        made.Dispose();
        throw new InvalidOperationException($"The data engine did not take the table function '{name}'.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_handle.IsAllocated)
        {
            _handle.Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(nint info)
    {
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint info)
    {
        try
        {
            var function = (BlockFunction)GCHandle.FromIntPtr(Calls.DuckDBBindGetExtraInfo(info)).Target!;
            foreach (var column in function._columns)
            {
                using var type = LogicalType.DuckDBCreateLogicalType(TypeOf(column.Kind));
                Calls.DuckDBBindAddResultColumn(info, column.Name, type);
            }
        }
        catch (Exception exception)
        {
            Calls.DuckDBBindSetError(info, exception.Message);
        }
    }

    // An exception must not cross into the engine.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Next(nint info, nint chunk)
    {
        try
        {
            var function = (BlockFunction)GCHandle.FromIntPtr(Calls.DuckDBFunctionGetExtraInfo(info)).Target!;
            using var target = new DuckDBDataChunk(chunk);
            var block = function._take();
            for (var i = 0; i < (block?.Columns.Length ?? 0); i++)
            {
                Copy(block!.Columns[i], block.RowCount, DataChunks.DuckDBDataChunkGetVector(target, i));
            }

            DataChunks.DuckDBDataChunkSetSize(target, (ulong)(block?.RowCount ?? 0));
        }
        catch (Exception exception)
        {
            Calls.DuckDBFunctionSetError(info, exception.Message);
        }
    }

    private static void Copy(BlockColumn column, int rowCount, nint vector)
    {
        if (column.HasMissing)
        {
            Vectors.DuckDBVectorEnsureValidityWritable(vector);
            column.Present[..((rowCount + 63) / 64)].CopyTo(new Span<ulong>(Vectors.DuckDBVectorGetValidity(vector), RowBlock.MaxRows / 64));
        }

        if (column.IsNumeric)
        {
            column.Numbers.CopyTo(new Span<double>(Vectors.DuckDBVectorGetData(vector), rowCount));
            return;
        }

        for (var row = 0; row < rowCount; row++)
        {
            if (column.Has(row))
            {
                var value = column[row];
                fixed (byte* bytes = value)
                {
                    byte none = 0;
                    Vectors.DuckDBVectorAssignStringElementLength(vector, (ulong)row, bytes == null ? &none : bytes, value.Length);
                }
            }
        }
    }

    private static DuckDBType TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Numeric => DuckDBType.Double,
        ColumnKind.Image => DuckDBType.Blob,
        _ => DuckDBType.Varchar,
    };
}
